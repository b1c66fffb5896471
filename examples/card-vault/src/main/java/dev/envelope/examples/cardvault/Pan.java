package dev.envelope.examples.cardvault;

/**
 * A card number (primary account number) that passes the Luhn check. Shown masked unless asked for otherwise.
 *
 * @param digits 12 to 19 digits
 */
record Pan(String digits) {

    private static final int MIN_LENGTH = 12;
    private static final int MAX_LENGTH = 19;
    private static final int SHOWN_FIRST = 6;
    private static final int SHORTEST_TO_SHOW_FIRST = 15;
    private static final int SHOWN_LAST = 4;

    /** Refuses what is no card number, without repeating it: it may be one with a typing error. */
    Pan {
        if (digits.length() < MIN_LENGTH
                || digits.length() > MAX_LENGTH
                || !digits.chars().allMatch(Pan::isDigit)) {
            throw new IllegalArgumentException("it has to be " + MIN_LENGTH + " to " + MAX_LENGTH + " digits");
        }
        if (luhnSum(digits) % 10 != 0) {
            throw new IllegalArgumentException("its check digit is wrong (Luhn)");
        }
    }

    /** The first six and the last four digits; of a number of fewer than 15, too little would be hidden: the last four. */
    String masked() {
        int first = digits.length() < SHORTEST_TO_SHOW_FIRST ? 0 : SHOWN_FIRST;
        int last = digits.length() - SHOWN_LAST;
        return digits.substring(0, first) + "*".repeat(last - first) + digits.substring(last);
    }

    @Override
    public String toString() {
        return masked();
    }

    static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static int luhnSum(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum;
    }
}
