package dev.envelope.cli.vectors;

import picocli.CommandLine.Command;

/** The commands about test vectors. */
@Command(name = "vectors", description = "The test vectors of the envelope format.", mixinStandardHelpOptions = true)
public final class VectorsCommand {}
