package dev.envelope.testkit;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/** The order of keys that are kept as texts: numbers by what they are worth, before all other texts. */
final class TableKeys {

    private static final Comparator<String> BY_PART = Comparator.comparing((String part) -> !isNumber(part))
            .thenComparing(part -> isNumber(part) ? new BigInteger(part) : BigInteger.ZERO)
            .thenComparing(Comparator.naturalOrder());

    static final Comparator<List<String>> ORDER = TableKeys::compare;

    private TableKeys() {}

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = BY_PART.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static boolean isNumber(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        return text.length() > digits && text.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9');
    }
}
