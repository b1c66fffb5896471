package dev.envelope.cli.files;

import java.util.Locale;

/** A number of bytes, as people read it. */
record Size(double bytes) {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final double STEP = 1024;

    /** Returns such as {@code 1.5 MiB}. */
    @Override
    public String toString() {
        double shown = bytes;
        int unit = 0;
        while (shown >= STEP && unit < UNITS.length - 1) {
            shown /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", shown, UNITS[unit]);
    }
}
