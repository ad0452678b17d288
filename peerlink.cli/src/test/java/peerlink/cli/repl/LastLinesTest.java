package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.text.ShownTimes;

@Timeout(60)
class LastLinesTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    @TempDir private Path profile;
    private final RecordingView view = new RecordingView();

    @Test
    void theLastLinesAreShownAndThoseThatAreNewApart() throws Exception {
        List<HistoryLine> lines =
                IntStream.range(0, 12)
                        .mapToObj(i -> line(i % 2 == 0, NOON.minusSeconds(60 * (12 - i)), "n" + i))
                        .toList();
        ChatTurns turns = turns(Optional.of(query -> lines));
        turns.opened(BOB);
        assertEquals(
                List.of(
                        "11:50 alice: n2",
                        "11:51 bob: n3",
                        "11:52 alice: n4",
                        "11:53 bob: n5",
                        "11:54 alice: n6",
                        "11:55 bob: n7",
                        "11:56 alice: n8",
                        "11:57 bob: n9",
                        "11:58 alice: n10",
                        "11:59 bob: n11"),
                rows());
        new LeftChats(profile).note(BOB.id(), NOON.minusSeconds(150));
        turns.opened(BOB);
        List<String> again = rows();
        assertEquals(11, again.size());
        assertEquals("· new since you left, 11:57", again.get(8));
        assertEquals(List.of("11:58 alice: n10", "11:59 bob: n11"), again.subList(9, 11));
        // all that are new, and older than today
        new LeftChats(profile).note(BOB.id(), NOON.minusSeconds(48 * 3600));
        turns.opened(BOB);
        assertEquals("· new since you left, 2025-12-31 12:00", rows().getFirst());
        turns.left(BOB);
        assertEquals(Optional.of(NOON), new LeftChats(profile).of(BOB.id()));
        turns.opened(BOB);
        assertTrue(rows().stream().noneMatch(row -> row.contains("new since")));
    }

    @Test
    void theQuestionIsForLinesBeforeTheChatWasOpened() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        turns(
                        Optional.of(
                                query -> {
                                    assertEquals(
                                            HistoryQuery.newest(LastLines.MOST)
                                                    .with(BOB.id())
                                                    .before(NOON),
                                            query);
                                    asked.countDown();
                                    return List.of();
                                }))
                .opened(BOB);
        assertTrue(asked.await(20, TimeUnit.SECONDS));
    }

    @Test
    void aHistoryThatIsSlowFailsOrIsMissingHoldsNothingUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        turns(
                        Optional.of(
                                query -> {
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    } finally {
                                        ended.countDown();
                                    }
                                    return List.of();
                                }))
                .opened(BOB);
        turns(
                        Optional.of(
                                query -> {
                                    ended.countDown();
                                    throw new IOException("closed");
                                }))
                .opened(BOB);
        turns(Optional.empty()).opened(BOB);
        assertEquals(List.of(), view.lines());
        release.countDown();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }

    private ChatTurns turns(Optional<History> history) {
        return new LastLines(
                () -> history,
                new PeerName("alice"),
                profile,
                view,
                new ShownTimes(() -> NOON, () -> ZoneOffset.UTC),
                () -> NOON);
    }

    private List<String> rows() throws InterruptedException {
        List<String> rows = view.await(_ -> true).lines().toList();
        view.clear();
        return rows;
    }

    private static HistoryLine line(boolean isSent, Instant at, String text) {
        return new HistoryLine(BOB.id(), BOB.name(), isSent, at, Optional.empty(), text);
    }
}
