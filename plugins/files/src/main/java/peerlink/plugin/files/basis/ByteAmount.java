package peerlink.plugin.files.basis;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.CommandException;
import peerlink.api.Printable;

/** Reads numbers of bytes as users write them. */
public final class ByteAmount {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?) ?([a-z]*)");
    private static final Map<String, Long> UNITS =
            Map.of(
                    "",
                    1L,
                    "b",
                    1L,
                    "kb",
                    1_000L,
                    "mb",
                    1_000_000L,
                    "gb",
                    1_000_000_000L,
                    "tb",
                    1_000_000_000_000L);

    private ByteAmount() {}

    /**
     * Returns the bytes that a text such as {@code 500MB} or {@code 1.5 GB} means.
     *
     * @throws CommandException if it means none
     */
    public static long parse(String text) throws CommandException {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null) {
            throw new CommandException(
                    "not a size: '%s' (such as 500MB or 2GB)".formatted(Printable.excerpt(text)),
                    "");
        }
        return new BigDecimal(form.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
