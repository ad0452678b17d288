package peerlink.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Describes one of a plugin's settings: a key under {@code [plugins.NAME]} in the profile's {@code
 * config.toml}, with a type, a default and a description. {@link PluginContext#setting} gives its
 * value. Settings are shown to the user, so they are no place for a secret: let one name a file.
 *
 * @param <T> the type of the values, which are immutable
 */
public final class Setting<T> {
    private static final int MAX_TEXT = 200;

    private final String key;
    private final T usual;
    private final String usualText;
    private final String allowed;
    private final Reader<? extends T> reader;
    private final String description;

    /** Makes a value of the text in the file. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Returns the value.
         *
         * @param text the value as text, whatever its type is in the file; not cleaned
         * @throws Exception if it is none: the user is told what is allowed
         */
        T read(String text) throws Exception;
    }

    private Setting(
            String key, T usual, String allowed, Reader<? extends T> reader, String description) {
        if (!key.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "not a key: '%s' (1 to 40 of a-z, 0-9 and -)"
                            .formatted(Printable.excerpt(key)));
        }
        this.key = key;
        this.usual = Objects.requireNonNull(usual);
        this.usualText = line(String.valueOf(usual));
        this.allowed = line(allowed);
        this.reader = reader;
        this.description = line(description);
    }

    /**
     * Describes a setting of any type.
     *
     * @param key 1 to 40 of {@code a-z0-9-}
     * @param usual the value where the file has none
     * @param allowed says in a few words which values there are, such as {@code 1 to 10}
     * @param reader called on a thread of the plugin's
     * @param description one line without a full stop
     */
    public static <T> Setting<T> of(
            String key, T usual, String allowed, Reader<? extends T> reader, String description) {
        return new Setting<>(key, usual, allowed, reader, description);
    }

    /** Describes a setting that may be any text. */
    public static Setting<String> text(String key, String usual, String description) {
        return of(key, usual, "any text", text -> text, description);
    }

    /** Describes a setting that is {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean usual, String description) {
        return of(
                key,
                usual,
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException();
                        },
                description);
    }

    /** Describes a setting that is a whole number from {@code least} to {@code most}. */
    public static Setting<Long> number(
            String key, long usual, long least, long most, String description) {
        return of(
                key,
                usual,
                "a whole number from %d to %d".formatted(least, most),
                text -> {
                    long number = Long.parseLong(text);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException();
                    }
                    return number;
                },
                description);
    }

    /** Describes a setting that is one of a few words. */
    public static Setting<String> choice(
            String key, String usual, List<String> words, String description) {
        List<String> all = List.copyOf(words);
        List<String> first = new ArrayList<>(all);
        String last = first.removeLast();
        return of(
                key,
                usual,
                first.isEmpty() ? last : String.join(", ", first) + " or " + last,
                text -> {
                    if (!all.contains(text)) {
                        throw new IllegalArgumentException();
                    }
                    return text;
                },
                description);
    }

    /** Returns the key in the file. */
    public String key() {
        return key;
    }

    /** Returns the value where the file has none. */
    public T usual() {
        return usual;
    }

    /** Returns {@link #usual} as one line for people. */
    public String usualText() {
        return usualText;
    }

    /** Returns one line about the values that are allowed. */
    public String allowed() {
        return allowed;
    }

    /** Returns one line about the meaning. */
    public String description() {
        return description;
    }

    /**
     * Returns the value that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none; the message has the text and what is
     *     allowed
     */
    public T read(String text) {
        try {
            return Objects.requireNonNull(reader.read(text));
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "%s = '%s' (allowed: %s)".formatted(key, Printable.excerpt(text), allowed), e);
        }
    }

    private static String line(String text) {
        String line = Printable.line(text);
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT - 1) + "…";
    }
}
