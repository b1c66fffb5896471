package dev.envelope.rotation;

/** The job was told to stop. Passes from where that is noticed to where the report is made. */
final class StoppedException extends Exception {

    private static final long serialVersionUID = 1;

    StoppedException() {
        super(null, null, false, false);
    }
}
