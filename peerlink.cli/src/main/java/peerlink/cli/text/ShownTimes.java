package peerlink.cli.text;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import peerlink.api.Message;

/**
 * Formats the times before and behind messages, in the user's present zone. Safe for use by several
 * threads.
 */
public final class ShownTimes {
    /**
     * The delay from which on the time of writing stands beside that of arrival: clocks differ by
     * less.
     */
    static final Duration LATE = Duration.ofMinutes(5);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);

    private final InstantSource clock;
    private final Supplier<ZoneId> zone;
    private final ChatSettings settings;
    private LocalDate lastDay;

    /**
     * @param zone returns the present zone
     */
    public ShownTimes(InstantSource clock, Supplier<ZoneId> zone) {
        this(clock, zone, ChatSettings.usual());
    }

    /**
     * @param zone returns the present zone
     * @param settings tell how the times before messages look
     */
    public ShownTimes(InstantSource clock, Supplier<ZoneId> zone, ChatSettings settings) {
        this.clock = clock;
        this.zone = zone;
        this.settings = settings;
        this.lastDay = today();
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Returns a time as it stands before a message, with a blank behind it; empty if no times are
     * shown. It has its date if that is not today.
     */
    public String before(Instant time) {
        return switch (settings.word(ChatSetting.TIME)) {
            case "off" -> "";
            case "full" ->
                    DATE.format(time.atZone(zone.get()))
                            + " "
                            + SECONDS.format(time.atZone(zone.get()))
                            + " ";
            case "seconds" -> precisely(time) + " ";
            default -> minute(time) + " ";
        };
    }

    /** Returns the time now as it stands before a message, with a blank behind it, or empty. */
    String before() {
        return before(clock.instant());
    }

    /**
     * Returns a time with its date, such as {@code 2026-08-01 13:05}: for output that is read on
     * another day.
     */
    String dateAndTime(Instant time) {
        return DATE.format(time.atZone(zone.get())) + " " + TIME.format(time.atZone(zone.get()));
    }

    /**
     * Returns the day now, such as {@code Saturday, 1 August 2026}, if it has changed since the
     * last call.
     */
    synchronized Optional<String> newDay() {
        LocalDate today = today();
        if (today.equals(lastDay)) {
            return Optional.empty();
        }
        lastDay = today;
        return settings.word(ChatSetting.TIME).equals("full")
                ? Optional.empty() // the next line has the date itself
                : Optional.of(DAY.format(today));
    }

    /**
     * Returns a time for a reader now: {@code 13:05} or, if that is not today, {@code 2026-08-01
     * 13:05}.
     */
    public String minute(Instant time) {
        return isToday(time) ? TIME.format(time.atZone(zone.get())) : dateAndTime(time);
    }

    /**
     * Returns a time for a reader now: {@code 13:05:59} or, if that is not today,
     * {@code 2026-08-01 13:05:59}.
     */
    public String precisely(Instant time) {
        String ofDay = SECONDS.format(time.atZone(zone.get()));
        return isToday(time) ? ofDay : DATE.format(time.atZone(zone.get())) + " " + ofDay;
    }

    /**
     * Returns the words about the time of writing, behind the writer's name. They are empty unless
     * the message was on its way for long. They go by the writer's clock, which may be wrong: one
     * that is ahead of this machine's says nothing.
     *
     * @param arrived the time at which it came
     */
    String written(Message message, Instant arrived) {
        return isLate(message, arrived) ? " (written %s)".formatted(minute(message.sentAt())) : "";
    }

    /**
     * Returns the words of {@link #written} with the time that the message was on its way.
     *
     * @param arrived the time at which it came
     */
    String waited(Message message, Instant arrived) {
        return isLate(message, arrived)
                ? " (written %s ago, %s)"
                        .formatted(
                                rounded(Duration.between(message.sentAt(), arrived)),
                                minute(message.sentAt()))
                : "";
    }

    private static boolean isLate(Message message, Instant arrived) {
        return message.isDated() && !message.sentAt().isAfter(arrived.minus(LATE));
    }

    private static String rounded(Duration time) {
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(Duration.ofDays(2)) < 0
                ? time.toHours() + " h"
                : time.toDays() + " days";
    }

    private boolean isToday(Instant time) {
        return LocalDate.ofInstant(time, zone.get()).equals(today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone.get());
    }
}
