package org.example.dice;

import java.util.random.RandomGenerator;

/**
 * Some dice of one kind, written {@code 2d6}.
 *
 * @param count 1 to 100
 * @param sides 2 to 1,000
 */
record Dice(int count, int sides) {
    Dice {
        if (count < 1 || count > 100 || sides < 2 || sides > 1000) {
            throw new IllegalArgumentException(
                    "%dd%d is out of range: 1d2 to 100d1000".formatted(count, sides));
        }
    }

    /**
     * Reads dice.
     *
     * @throws IllegalArgumentException if the text is not of that form; peers may have written it
     */
    static Dice parse(String text) {
        if (!text.matches("[0-9]{1,3}d[0-9]{1,4}")) {
            throw new IllegalArgumentException("these are no dice, such as 2d6");
        }
        int d = text.indexOf('d');
        return new Dice(
                Integer.parseInt(text.substring(0, d)), Integer.parseInt(text.substring(d + 1)));
    }

    /** Returns the sum of one throw. */
    int roll(RandomGenerator random) {
        return random.ints(count, 1, sides + 1).sum();
    }
}
