package dev.envelope.rotation;

/** Jobs that wait for nothing, for tests of other packages. */
public final class ImpatientJob {

    private ImpatientJob() {}

    /** A job that does as this one would, at once. */
    public static RotationJob of(RotationJob.Builder builder) {
        return builder.time(RotationRig.IMPATIENT).build();
    }
}
