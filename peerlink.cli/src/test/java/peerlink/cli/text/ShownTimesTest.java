package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;

class ShownTimesTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026-08-01T12:00:00Z, ''",
                "2026-08-01T11:56:00Z, ''",
                "2026-08-01T11:54:00Z, ' (written 11:54)'",
                "2026-08-01T00:00:00Z, ' (written 00:00)'",
                "2026-07-31T23:59:00Z, ' (written 2026-07-31 23:59)'",
                "2025-12-31T23:59:00Z, ' (written 2025-12-31 23:59)'",
                // the writer's clock is ahead, was never set, or lies
                "2026-08-01T12:30:00Z, ''",
                "2026-09-10T12:00:00Z, ''",
                "+292278994-08-17T07:12:55Z, ''",
                "1970-01-01T00:01:00Z, ''",
                "1969-12-31T23:59:59Z, ''",
                "-292275055-05-16T16:47:04Z, ''"
            })
    void aMessageWrittenLongAgoSaysWhen(Instant written, String shown) {
        ShownTimes times = new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC);
        PeerId id = PeerId.ofKey(new byte[] {1});
        assertEquals(
                shown,
                times.written(
                        new Message("1", id, id, Message.TEXT, Bytes.utf8("x"), written), NOW));
    }

    @Test
    void theZoneFollows() {
        AtomicReference<ZoneId> zone = new AtomicReference<>(ZoneId.of("Europe/Berlin"));
        ShownTimes times = new ShownTimes(InstantSource.fixed(NOW), zone::get);
        assertEquals("14:00", times.before().strip());
        zone.set(ZoneId.of("Asia/Tokyo"));
        assertEquals("21:00", times.before().strip());
        assertEquals(Optional.empty(), times.newDay());
        zone.set(ZoneId.of("Pacific/Kiritimati"));
        assertEquals("2026-08-02 02:00", times.dateAndTime(NOW));
        assertEquals(Optional.of("Sunday, 2 August 2026"), times.newDay());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-01T11:56:00Z, ''",
        "2026-08-01T11:54:00Z, ' (written 6 min ago, 11:54)'",
        "2026-08-01T09:01:00Z, ' (written 2 h ago, 09:01)'",
        "2026-07-30T12:01:00Z, ' (written 47 h ago, 2026-07-30 12:01)'",
        "2026-07-29T12:00:00Z, ' (written 3 days ago, 2026-07-29 12:00)'",
        "1970-01-01T00:01:00Z, ''"
    })
    void aMessageThatWaitedSaysHowLong(Instant written, String shown) {
        ShownTimes times = new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC);
        PeerId id = PeerId.ofKey(new byte[] {1});
        assertEquals(
                shown,
                times.waited(
                        new Message("1", id, id, Message.TEXT, Bytes.utf8("x"), written), NOW));
    }

    @Test
    void timesLookAsTheyAreSet() {
        ChatSettings settings = ChatSettings.usual();
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        ShownTimes times = new ShownTimes(now::get, () -> ZoneOffset.UTC, settings);
        Instant before = Instant.parse("2026-07-31T23:59:59Z");
        assertEquals("12:00 ", times.before());
        assertEquals("2026-07-31 23:59 ", times.before(before));
        settings.change(ChatSetting.TIME, "seconds");
        assertEquals("12:00:00 ", times.before());
        settings.change(ChatSetting.TIME, "full");
        assertEquals("2026-08-01 12:00:00 ", times.before());
        assertEquals("2026-07-31 23:59:59 ", times.before(before));
        now.set(NOW.plus(Duration.ofDays(1)));
        assertEquals(Optional.empty(), times.newDay(), "each line has the date");
        settings.change(ChatSetting.TIME, "off");
        assertEquals("", times.before());
        now.set(NOW.plus(Duration.ofDays(2)));
        assertEquals(Optional.of("Monday, 3 August 2026"), times.newDay());
    }

    @Test
    void aTimeOfAnotherDayHasItsDate() {
        ShownTimes times = new ShownTimes(InstantSource.fixed(NOW), () -> ZoneOffset.UTC);
        assertEquals("00:00:01", times.precisely(Instant.parse("2026-08-01T00:00:01Z")));
        assertEquals("2026-07-31 23:59:59", times.precisely(Instant.parse("2026-07-31T23:59:59Z")));
    }
}
