package dev.envelope.cli.rotate;

import picocli.CommandLine.Command;

/** The commands about rotation. */
@Command(
        name = "rotate",
        description =
                "Moves the envelopes of a table to the keys of today, and says whether an old key may be retired.",
        mixinStandardHelpOptions = true)
public final class RotateCommand {}
