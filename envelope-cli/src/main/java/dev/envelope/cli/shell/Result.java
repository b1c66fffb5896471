package dev.envelope.cli.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a command that did not fail has to say.
 *
 * @param exit how the program ends
 * @param json the result for programs
 * @param words the result for people
 * @param aside whether the words accompany the output of the command, rather than being it
 */
public record Result(ExitCode exit, ObjectNode json, String words, boolean aside) {

    /**
     * A result that is what was asked for, and goes to standard output.
     *
     * @param json the result for programs
     * @param words the result for people
     * @return the result
     */
    public static Result shown(ObjectNode json, String words) {
        return new Result(ExitCode.DONE, json, words, false);
    }

    /**
     * A result that only tells what was done, and goes to standard error: standard output may carry data.
     *
     * @param json the result for programs
     * @param words the result for people; empty to say nothing
     * @return the result
     */
    public static Result told(ObjectNode json, String words) {
        return new Result(ExitCode.DONE, json, words, true);
    }

    /**
     * This result, ending otherwise.
     *
     * @param other how the program ends
     * @return the result
     */
    public Result ending(ExitCode other) {
        return new Result(other, json, words, aside);
    }
}
