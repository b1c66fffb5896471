package dev.envelope.examples.modular;

/** One use of one module. */
interface Use {

    /** A class of the module. */
    Class<?> ofClass();

    /** Uses it, and tells what came of it. */
    String run();
}
