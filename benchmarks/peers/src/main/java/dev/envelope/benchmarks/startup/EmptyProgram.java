package dev.envelope.benchmarks.startup;

/** Does nothing: what the Java virtual machine takes by itself. */
public final class EmptyProgram {

    private EmptyProgram() {}

    /** Ends. */
    public static void main(String[] args) {}
}
