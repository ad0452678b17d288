package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.ShownTimes;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

@Timeout(60)
class LastLinesTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    @TempDir private Path profile;
    private ReadMarks marks;
    private final ShownMessages shown = new ShownMessages();
    private Duration patience = Duration.ofSeconds(20);

    @BeforeEach
    void read() {
        marks = new ReadMarks(profile);
    }

    @Test
    void theLastLinesAreShownAndThoseThatAreNewApart() {
        List<HistoryLine> lines =
                IntStream.range(0, 12)
                        .mapToObj(i -> line(i % 2 == 0, NOON.minusSeconds(60 * (12 - i)), "n" + i))
                        .toList();
        LastLines last = last(Optional.of(_ -> lines));
        assertEquals(
                List.of(
                        "11:50 alice→bob: n2",
                        "11:51 bob: n3",
                        "11:52 alice→bob: n4",
                        "11:53 bob: n5",
                        "11:54 alice→bob: n6",
                        "11:55 bob: n7",
                        "11:56 alice→bob: n8",
                        "11:57 bob: n9",
                        "11:58 alice→bob: n10",
                        "11:59 bob: n11"),
                rows(last, List.of()));
        marks.seen(BOB.id(), NOON.minusSeconds(150), true);
        List<String> again = rows(last, List.of());
        assertEquals(11, again.size());
        assertEquals("· new since 11:57", again.get(9), "own words are never new");
        assertEquals("11:58 alice→bob: n10", again.get(8));
        assertEquals("11:59 bob: n11", again.get(10));
        // all that are new, and older than today
        marks = new ReadMarks(profile);
        marks.seen(BOB.id(), NOON.minusSeconds(48 * 3600), true);
        last = last(Optional.of(_ -> lines));
        assertEquals("· new since 2025-12-31 12:00", rows(last, List.of()).getFirst());
        last.seen(BOB);
        last.end();
        assertEquals(Optional.of(NOON), new ReadMarks(profile).of(BOB.id()));
        assertTrue(rows(last, List.of()).stream().noneMatch(row -> row.contains("new since")));
    }

    @Test
    void linesOnTheScreenAreNotShownTwice() {
        List<HistoryLine> lines =
                List.of(
                        line(false, NOON.minusSeconds(180), "ok"),
                        line(false, NOON.minusSeconds(120), "ok"),
                        line(true, NOON.minusSeconds(60), "so be it"));
        LastLines last = last(Optional.of(_ -> lines));
        shown.add(new ShownMessages.Shown(BOB.id(), false, "bob", NOON, "ok"));
        shown.add(new ShownMessages.Shown(BOB.id(), true, "alice", NOON, "so be it"));
        assertEquals(List.of("11:57 bob: ok"), rows(last, List.of()));
        assertEquals(
                List.of("11:57 bob: ok", "11:58 bob: ok"),
                last.of(BOB, List.of(), 1).pieces().stream().map(p -> row(last, p)).toList(),
                "a screen of one row");
        shown.cleared();
        assertEquals(3, rows(last, List.of()).size(), "the screen was made empty");
    }

    @Test
    void unreadMessagesStandInTheirPlaceWhetherTheHistoryHasThemOrNot() {
        List<HistoryLine> lines =
                List.of(
                        line(false, NOON.minusSeconds(300), "long ago"),
                        line(false, NOON.minusSeconds(180), "one"),
                        line(true, NOON.minusSeconds(120), "from elsewhere"));
        LastLines last = last(Optional.of(_ -> lines));
        List<UnreadMessage> unread =
                List.of(
                        kept("1", "one", NOON.minusSeconds(180)),
                        kept("2", "two", NOON.minusSeconds(60)));
        assertEquals(
                List.of(
                        "11:55 bob: long ago",
                        "· new since 11:57",
                        "unread one",
                        "11:58 alice→bob: from elsewhere",
                        "unread two"),
                rows(last, unread));
        assertEquals(
                List.of("· new since 11:57", "unread one", "unread two"),
                rows(last(Optional.empty()), unread),
                "without a history");
    }

    @Test
    void whatAnotherProcessHasShownOnThisTerminalIsNotShownAgain() {
        List<HistoryLine> lines =
                List.of(
                        line(false, NOON.minusSeconds(180), "shown"),
                        line(true, NOON.minusSeconds(120), "shown too"),
                        line(false, NOON.minusSeconds(60), "after it had ended"));
        marks.seen(BOB.id(), NOON.minusSeconds(3600), true);
        LastLines last = last(Optional.of(_ -> lines));
        last.shownElsewhere(NOON.minusSeconds(120));
        assertEquals(
                List.of("· new since 11:00", "11:59 bob: after it had ended"),
                rows(last, List.of()));
        assertEquals(4, rows(last, List.of()).size(), "it is for the chat that goes on alone");
    }

    @Test
    void ownWordsHaveTheTimeAtWhichTheyWereTyped() {
        HistoryLine late =
                new HistoryLine(
                        BOB.id(),
                        BOB.name(),
                        true,
                        NOON.minusSeconds(30),
                        Optional.of(NOON.minusSeconds(600)),
                        "delivered late");
        marks.seen(BOB.id(), NOON.minusSeconds(300), true);
        LastLines last =
                last(Optional.of(_ -> List.of(late, line(false, NOON.minusSeconds(60), "news"))));
        assertEquals(
                List.of("11:50 alice→bob: delivered late", "· new since 11:55", "11:59 bob: news"),
                rows(last, List.of()));
    }

    @Test
    void withoutAHistoryTheChatsOwnMemoryServes() {
        shown.add(
                new ShownMessages.Shown(BOB.id(), false, "bob", NOON.minusSeconds(60), "earlier"));
        shown.cleared();
        shown.add(
                new ShownMessages.Shown(
                        PeerId.ofKey(new byte[] {2}), false, "carol", NOON, "another one's"));
        assertEquals(List.of("11:59 bob: earlier"), rows(last(Optional.empty()), List.of()));
    }

    @Test
    void whatWasSeenWithNoChatOpenIsNotNew() {
        HistoryLine line = line(false, NOON.minusSeconds(60), "seen");
        marks.seen(BOB.id(), NOON.minusSeconds(150), true);
        LastLines last = last(Optional.of(_ -> List.of(line)));
        last.seen(BOB);
        assertEquals(List.of("11:59 bob: seen"), rows(last, List.of()));
        last.end();
        marks = new ReadMarks(profile);
        assertEquals(
                List.of("11:59 bob: seen"),
                rows(last(Optional.of(_ -> List.of(line))), List.of()),
                "nor for a later start");
    }

    @Test
    void theQuestionIsForLinesBeforeTheChatWasOpened() {
        AtomicReference<HistoryQuery> asked = new AtomicReference<>();
        last(Optional.of(
                        query -> {
                            asked.set(query);
                            return List.of();
                        }))
                .of(BOB, List.of(), 24);
        assertEquals(HistoryQuery.newest(LastLines.MOST).with(BOB.id()).before(NOON), asked.get());
    }

    @Test
    void aHistoryThatIsSlowFailsOrIsMissingHoldsNothingUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        List<UnreadMessage> unread = List.of(kept("1", "one", NOON));
        patience = Duration.ofMillis(20);
        LastLines slow =
                last(
                        Optional.of(
                                _ -> {
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    } finally {
                                        ended.countDown();
                                    }
                                    return List.of();
                                }));
        assertEquals(List.of("· new since 12:00", "unread one"), rows(slow, unread));
        LastLines failing =
                last(
                        Optional.of(
                                _ -> {
                                    throw new IOException("closed");
                                }));
        assertEquals(List.of("· new since 12:00", "unread one"), rows(failing, unread));
        release.countDown();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }

    private LastLines last(Optional<History> history) {
        return new LastLines(
                () -> history,
                new PeerName("alice"),
                marks,
                shown,
                new ShownTimes(() -> NOON, () -> ZoneOffset.UTC),
                () -> NOON,
                patience);
    }

    private static List<String> rows(LastLines last, List<UnreadMessage> unread) {
        ChatBeginning beginning = last.of(BOB, unread, 24);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < beginning.pieces().size(); i++) {
            if (i == beginning.pieces().size() - beginning.fresh()) {
                rows.add(last.sign(beginning.since().orElseThrow()).text());
            }
            rows.add(row(last, beginning.pieces().get(i)));
        }
        return rows;
    }

    private static String row(LastLines last, ChatBeginning.Piece piece) {
        return switch (piece) {
            case ChatBeginning.Piece.Earlier(var line) -> last.line(line, BOB, false).text();
            case ChatBeginning.Piece.Unread(var message) -> "unread " + message.arrived().shown();
        };
    }

    private static UnreadMessage kept(String id, String text, Instant at) {
        return new UnreadMessage(
                new MessageArrived(
                        new Message(id, BOB.id(), BOB.id(), Message.TEXT, Bytes.utf8(text), at),
                        BOB,
                        BOB.name(),
                        Trust.VERIFIED,
                        at,
                        false));
    }

    private static HistoryLine line(boolean isSent, Instant at, String text) {
        return new HistoryLine(BOB.id(), BOB.name(), isSent, at, Optional.empty(), text);
    }
}
