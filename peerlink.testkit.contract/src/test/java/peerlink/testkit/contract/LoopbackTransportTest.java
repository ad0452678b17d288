package peerlink.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.Listener;

final class LoopbackTransportTest extends TransportContractTest<LoopbackTransport> {
    LoopbackTransportTest() {
        super(new LoopbackTransport(), Address.parse("loopback://127.0.0.1:0"));
    }

    @Override
    protected boolean crossesNetwork() {
        return false;
    }

    @Override
    protected Optional<RawConnections> raw() {
        return Optional.empty();
    }

    @Test
    void cutLinksFailAtBothEndsAndNewOnesWork() throws Exception {
        try (Listener listener = echo();
                Link link = dial(listener)) {
            transport.cutLinks();
            IOException failure = assertThrows(IOException.class, link::receive);
            assertFalse(failure instanceof EOFException);
            assertInstanceOf(
                    IOException.class,
                    assertThrows(IOException.class, () -> link.send(Bytes.utf8("late"))));
            try (Link next = dial(listener)) {
                next.send(Bytes.utf8("again"));
                assertEquals(Bytes.utf8("again"), next.receive());
            }
        }
    }
}
