package peerlink.cli.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import peerlink.api.PostQuantum;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;

/** Reads the words that settings have, wherever they stand. */
public final class SettingWords {
    private SettingWords() {}

    /** Returns the policy for the word of the post-quantum key exchange. */
    public static PostQuantum postQuantum(String word) {
        return choice("pq", word, PostQuantum.class);
    }

    /**
     * Returns the constant of a word in lower case and with hyphens.
     *
     * @throws IllegalArgumentException if there is no such constant
     */
    public static <E extends Enum<E>> E choice(String key, String word, Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String its = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (its.equals(word)) {
                return constant;
            }
            words.add(its);
        }
        throw new IllegalArgumentException(
                "not a word for %s: '%s' (one of %s)"
                        .formatted(key, Printable.excerpt(word), String.join(", ", words)));
    }

    static boolean truth(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "not a word for direct: '%s' (one of true, false)"
                                    .formatted(Printable.excerpt(word)));
        };
    }

    static Duration days(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) == 0) {
            throw new IllegalArgumentException(
                    "not a number of days for outbox-days: '%s' (1 to 9999)"
                            .formatted(Printable.excerpt(text)));
        }
        return Duration.ofDays(Integer.parseInt(text));
    }

    static <T> Optional<T> checked(Optional<String> text, Function<String, T> reading, String hint)
            throws CliException {
        return text.isPresent()
                ? Optional.of(checked(text.get(), reading, hint))
                : Optional.empty();
    }

    /**
     * Reads a value.
     *
     * @param hint the command with a right value
     */
    static <T> T checked(String text, Function<String, T> reading, String hint)
            throws CliException {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), hint);
        }
    }
}
