package dev.envelope.examples.secrets;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes, for people. */
final class Size {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final long MAX = 5 * 1024 * GIB;
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([kmg]?)");

    private Size() {}

    /** Reads such as {@code 1g}, {@code 64m}, {@code 100000}. */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            long unit = switch (matcher.group(2)) {
                case "k" -> KIB;
                case "m" -> MIB;
                case "g" -> GIB;
                default -> 1;
            };
            if (number > 0 && number <= MAX / unit) {
                return number * unit;
            }
        }
        throw new UsageException("'" + text + "' is not a size, such as 1g, 64m or 100000");
    }

    /** Writes such as {@code 1.0 GiB}; exactly where it is short. */
    static String show(long bytes) {
        if (bytes < 10 * KIB) {
            return bytes + " bytes";
        }
        if (bytes < MIB) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / (double) KIB);
        }
        if (bytes < GIB) {
            return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
        }
        return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) GIB);
    }
}
