package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

class ReceivedStreamsTest {
    private static final StreamId STREAM = new StreamId(1, 2);

    private final ReceivedStreams inbound =
            new ReceivedStreams(Map.of(STREAM, new MessageStore.Position(5, "five")));

    @Test
    void aTakenMessageIsKnownAndNotKeptYet() throws Exception {
        assertTrue(inbound.isKnown(STREAM, 5));
        assertFalse(inbound.isKnown(STREAM, 6));
        assertEquals(5, inbound.take(STREAM, 8, 1));
        assertEquals(8, inbound.take(STREAM, 9, 1));
        assertTrue(inbound.isKnown(STREAM, 7));
        assertEquals(5, inbound.kept(STREAM).seq());
        inbound.kept(STREAM, 8, "eight", 1);
        assertEquals(new MessageStore.Position(8, "eight"), inbound.kept(STREAM));
        assertFalse(inbound.isSettled(STREAM));
        inbound.kept(STREAM, 9, "nine", 1);
        assertTrue(inbound.isSettled(STREAM));
    }

    @Test
    void afterOneThatWasDroppedAllThatIsNotKeptMayComeAgain() throws Exception {
        inbound.take(STREAM, 6, 1);
        inbound.take(STREAM, 7, 1);
        inbound.kept(STREAM, 6, "six", 1);
        inbound.dropped(STREAM, 1);
        assertTrue(inbound.isKnown(STREAM, 6));
        assertFalse(inbound.isKnown(STREAM, 7));
        assertEquals(6, inbound.take(STREAM, 7, 1));
    }

    @Test
    void twoWindowsMayWaitAndNoMore() throws Exception {
        for (int i = 0; i < 2 * SendQueue.WINDOW; i++) {
            inbound.take(STREAM, 6 + i, 0);
        }
        long next = 6 + 2 * SendQueue.WINDOW;
        assertThrows(ProtocolViolationException.class, () -> inbound.take(STREAM, next, 0));
        inbound.kept(STREAM, 6, "six", 0);
        inbound.take(STREAM, next, (int) (2 * SendQueue.WINDOW_BYTES + 1));
        inbound.kept(STREAM, 7, "seven", 0);
        assertThrows(ProtocolViolationException.class, () -> inbound.take(STREAM, next + 1, 0));
    }

    @Test
    void aPeerThatNeverSentMayStartOftenEnough() throws Exception {
        for (int i = 0; i < 10 * MessageStore.MAX_STREAMS; i++) {
            StreamId fresh = new StreamId(2, i);
            inbound.begin(fresh, fresh::equals);
            assertEquals(MessageStore.Position.START, inbound.kept(fresh));
        }
        assertEquals(5, inbound.kept(STREAM).seq());
    }

    @Test
    void ofStreamsThatWereUsedThoseAreForgottenThatWereUsedFirst() throws Exception {
        for (int i = 0; i < MessageStore.MAX_STREAMS; i++) {
            StreamId used = new StreamId(2, i);
            inbound.begin(used, used::equals);
            inbound.take(used, 1, 0);
            inbound.kept(used, 1, "one", 0);
        }
        assertThrows(IllegalStateException.class, () -> inbound.kept(STREAM));
        assertEquals(1, inbound.kept(new StreamId(2, 0)).seq());
    }

    @Test
    void aStreamThatALinkCarriesOrOfWhichSomethingWaitsIsNotForgotten() throws Exception {
        StreamId waiting = new StreamId(1, 1);
        inbound.begin(waiting, _ -> false);
        inbound.take(waiting, 1, 0);
        for (int i = 0; i < 2 * MessageStore.MAX_STREAMS; i++) {
            StreamId used = new StreamId(2, i);
            inbound.begin(used, id -> id.equals(used) || id.equals(STREAM));
            inbound.take(used, 1, 0);
            inbound.kept(used, 1, "one", 0);
        }
        assertEquals(5, inbound.kept(STREAM).seq());
        assertEquals(0, inbound.kept(waiting).seq());
    }
}
