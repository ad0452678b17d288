package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Transport;
import peerlink.testkit.contract.TransportContractTest;

final class TlsTransportTest extends TransportContractTest<TlsTransport> {
    TlsTransportTest() {
        super(new TlsTransport(), Address.parse("tls://127.0.0.1:0"));
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
}
