package peerlink.plugin.history;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.CommandException;
import peerlink.api.Printable;

/** Reads times as people type them, and says them. */
final class Times {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([mhdwy])");

    private final Instant now;
    private final ZoneId zone;

    Times(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** Reads a span such as {@code 30m}, {@code 12h}, {@code 2d}, {@code 3w} or {@code 1y}. */
    static Optional<Duration> duration(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(span.group(1));
        return Optional.of(
                switch (span.group(2)) {
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    case "w" -> Duration.ofDays(7 * number);
                    default -> Duration.ofDays(365 * number);
                });
    }

    /**
     * Returns the beginning of a time: a span before now, a day, or a minute such as {@code
     * 2026-01-02T03:04}.
     *
     * @param option the option, for the message
     */
    Instant start(String option, String text) throws CommandException {
        Optional<LocalDate> day = day(text);
        return day.isPresent() ? day.get().atStartOfDay(zone).toInstant() : moment(option, text);
    }

    /** Returns the end of a time, as {@link #start} does: that of the day, if it is one. */
    Instant end(String option, String text) throws CommandException {
        Optional<LocalDate> day = day(text);
        return day.isPresent()
                ? day.get().plusDays(1).atStartOfDay(zone).toInstant()
                : moment(option, text);
    }

    private Optional<LocalDate> day(String text) {
        LocalDate today = now.atZone(zone).toLocalDate();
        if (text.equals("today")) {
            return Optional.of(today);
        }
        if (text.equals("yesterday")) {
            return Optional.of(today.minusDays(1));
        }
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() <= 9999);
        } catch (DateTimeException e) {
            return Optional.empty(); // it may be another form
        }
    }

    private Instant moment(String option, String text) throws CommandException {
        Optional<Duration> span = duration(text);
        if (span.isPresent()) {
            return now.minus(span.get());
        }
        try {
            return LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new CommandException(
                    "%s needs a time, and '%s' is none (such as 2d, yesterday, 2026-01-02 or 2026-01-02T03:04)"
                            .formatted(option, Printable.excerpt(text)),
                    "");
        }
    }
}
