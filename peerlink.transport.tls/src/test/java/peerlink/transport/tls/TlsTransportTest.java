package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.Transport;
import peerlink.testkit.contract.TransportContractTest;

final class TlsTransportTest extends TransportContractTest<TlsTransport> {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    TlsTransportTest() {
        super(
                new TlsTransport(hasty(), InstantSource.system()),
                Address.parse("tls://127.0.0.1:0"));
    }

    /** Returns limits with which a silent side is soon given up, on a busy machine as well. */
    private static TlsLimits hasty() {
        TlsLimits usual = TlsLimits.DEFAULT;
        return new TlsLimits(
                LIMIT,
                LIMIT,
                usual.close(),
                usual.handshakes(),
                usual.handshakesPerHost(),
                usual.handshakeUndisturbed());
    }

    @Override
    protected Duration handshakeLimit() {
        return LIMIT;
    }

    @Test
    void itIsFoundAsAService() {
        TlsTransportTest.class.getModule().addUses(Transport.class);
        assertEquals(
                List.of(TlsTransport.class),
                ServiceLoader.load(Transport.class).stream()
                        .map(ServiceLoader.Provider::type)
                        .toList());
    }

    @Test
    void theKeyExchangeIsPostQuantumAndTheCipherIsAes() throws Exception {
        try (Listener listener = echo();
                Link link = dial(listener)) {
            assertEquals("TLSv1.3", link.info().protocol());
            assertEquals("X25519MLKEM768", link.info().keyExchange());
            assertEquals("TLS_AES_128_GCM_SHA256", link.info().cipherSuite());
        }
    }

    @Test
    void aLinkTellsWhetherMoreHasCome() throws Exception {
        List<Bytes> frames = List.of(Bytes.utf8("one"), Bytes.utf8("two"));
        try (Listener listener =
                        transport.listen(
                                Address.of("tls", "127.0.0.1", 0),
                                BOB,
                                LinkPolicy.DEFAULT,
                                there -> {
                                    there.send(frames);
                                    there.receive();
                                });
                Link link = dial(listener)) {
            assertEquals(frames.getFirst(), link.receive());
            // both came in one record
            assertTrue(link.hasMore());
            assertEquals(frames.getLast(), link.receive());
            assertFalse(link.hasMore());
            link.send(Bytes.utf8("bye"));
        }
    }
}
