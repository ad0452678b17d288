package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.ProtocolViolationException;

final class OwnProbeTest {
    @Test
    void aRegistryThatSeesNoHostOrPortIsNotBelieved() throws Exception {
        for (String observed :
                List.of(
                        "tls:///x",
                        "tls://192.0.2.7",
                        "tls://192.0.2.7:99999",
                        "tls://:7001",
                        "nonsense",
                        "")) {
            assertThrows(
                    ProtocolViolationException.class, () -> OwnProbe.address(observed), observed);
        }
        for (String observed : List.of("tls://192.0.2.7:50000", "tls://[2001:db8::7]:1")) {
            assertEquals(observed, OwnProbe.address(observed).toString());
        }
    }
}
