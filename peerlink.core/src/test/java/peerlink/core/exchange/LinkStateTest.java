package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

class LinkStateTest {
    private static final long NOW = Long.MAX_VALUE - 5;

    private final LinkState link = new LinkState(true, true, true, LinkState.Route.DIRECT, NOW);

    @Test
    void itsStreamIsAnnouncedAndAnsweredOnce() throws Exception {
        assertThrows(ProtocolViolationException.class, () -> link.ready(0));
        assertTrue(link.begin());
        assertFalse(link.begin());
        link.ready(3);
        assertEquals(3, link.sentSeq());
        assertThrows(ProtocolViolationException.class, () -> link.ready(3));
    }

    @Test
    void theOtherSideIsToldOnceHowFarItsStreamIsKept() throws Exception {
        link.remoteBegins(new StreamId(1, 2));
        assertFalse(link.isConfirmationDue(5), "the answer comes first");
        assertTrue(link.takeAnswer(5));
        assertFalse(link.takeAnswer(5));
        assertFalse(link.takeConfirmation(5));
        assertTrue(link.takeConfirmation(6));
        assertFalse(link.takeConfirmation(6));
        assertThrows(ProtocolViolationException.class, () -> link.remoteBegins(new StreamId(1, 2)));
    }
}
