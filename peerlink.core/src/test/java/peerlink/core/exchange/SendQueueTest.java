package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.core.store.MessageStore;

class SendQueueTest {
    private static final Bytes LARGE = Bytes.wrap(new byte[Message.MAX_CONTENT]);

    private final PendingBytes ofAllPeers = new PendingBytes();
    private final SendQueue sendQueue = new SendQueue(7, MessageStore.PeerState.NONE, ofAllPeers);

    @Test
    void numbersGoOnAfterTheLastOne() {
        assertEquals(8, add(Bytes.empty()).seq());
        assertEquals(9, add(Bytes.empty()).seq());
    }

    @Test
    void nothingIsSentThatIsNotKeptNorWhatFollowsIt() {
        add(Bytes.empty()).markKept();
        OutgoingMessage unkept = add(Bytes.empty());
        add(Bytes.empty()).markKept();
        assertEquals(List.of(8L), sendAll(0));
        assertFalse(sendQueue.hasNext(8));
        unkept.markKept();
        assertEquals(List.of(9L, 10L), sendAll(8));
    }

    @Test
    void noMoreThanTheWindowIsOnItsWay() {
        for (int i = 0; i < SendQueue.WINDOW + 3; i++) {
            add(Bytes.empty()).markKept();
        }
        List<Long> sent = sendAll(0);
        assertEquals(SendQueue.WINDOW, sent.size());
        assertEquals(2, sendQueue.settle(9, sent.getLast()).size());
        assertEquals(2, sendAll(sent.getLast()).size());
    }

    @Test
    void theWindowIsAlsoOneOfBytes() {
        int fits = (int) (SendQueue.WINDOW_BYTES / LARGE.size());
        for (int i = 0; i < fits + 1; i++) {
            assertEquals(i < fits, sendQueue.hasRoom(LARGE.size()));
            add(LARGE).markKept();
        }
        assertEquals(fits, sendAll(0).size());
    }

    @Test
    void aMessageGivenUpOnItsWayTakesRoomUntilItIsAcknowledged() {
        for (int i = 0; i < SendQueue.WINDOW + 2; i++) {
            add(Bytes.empty()).markKept();
        }
        long last = sendAll(0).getLast();
        sendQueue.all().stream().limit(2).forEach(outgoing -> sendQueue.remove(outgoing, last));
        assertFalse(sendQueue.hasNext(last));
        assertEquals(List.of(), sendQueue.settle(9, last));
        assertEquals(2, sendAll(last).size());
    }

    @Test
    void aLinkThatTakesOverCountsWhatItHasSent() {
        for (int i = 0; i < SendQueue.WINDOW + 1; i++) {
            add(Bytes.empty()).markKept();
        }
        assertEquals(SendQueue.WINDOW, sendAll(0).size());
        sendQueue.takeOver(0);
        assertEquals(SendQueue.WINDOW, sendAll(0).size());
        sendQueue.takeOver(8 + 1);
        assertEquals(SendQueue.WINDOW - 2, sendAll(9).size());
    }

    @Test
    void onlyWhatIsKeptIsSettled() {
        OutgoingMessage first = add(Bytes.empty());
        first.markKept();
        OutgoingMessage second = add(Bytes.empty());
        assertEquals(List.of(first), sendQueue.settle(100, 0));
        assertEquals(List.of(second), List.copyOf(sendQueue.all()));
        assertTrue(sendQueue.settle(100, 0).isEmpty());
    }

    @Test
    void aMessageCountsAmongThoseOfAllPeersUntilItIsSettledOrGivenUp() {
        int max = (int) PendingBytes.MAX;
        OutgoingMessage first = add(Bytes.utf8("one"));
        first.markKept();
        assertFalse(ofAllPeers.hasRoom(max - 2));
        sendQueue.settle(first.seq(), first.seq());
        assertTrue(ofAllPeers.hasRoom(max));
        OutgoingMessage second = add(Bytes.utf8("two"));
        sendQueue.remove(second, first.seq());
        sendQueue.remove(second, first.seq());
        assertTrue(ofAllPeers.hasRoom(max));
        assertFalse(ofAllPeers.hasRoom(max) && ofAllPeers.hasRoom(max + 1));
    }

    private OutgoingMessage add(Bytes content) {
        return sendQueue.add(
                new Message("m", id(1), id(2), "application/octet-stream", content, Instant.EPOCH),
                0);
    }

    /**
     * Sends all that may be sent on a link that has sent all up to a number. Returns the numbers.
     */
    private List<Long> sendAll(long sentSeq) {
        List<Long> sent = new ArrayList<>();
        long last = sentSeq;
        while (sendQueue.hasNext(last)) {
            for (OutgoingMessage outgoing : sendQueue.take(last)) {
                last = outgoing.seq();
                sent.add(last);
            }
        }
        return sent;
    }
}
