package peerlink.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.UntrustedPeerException;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.TestIdentities;

@Timeout(20)
class PluginLinksTest {
    private static final Protocol ECHO = new Protocol("echo", 1);
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private final LoopbackTransport transport = new LoopbackTransport();
    private final AtomicBoolean admitted = new AtomicBoolean(true);

    @Test
    void aLinkWithOneWhoWasBlockedWhileItWasMadeIsClosed() throws Exception {
        var failures = new LinkedBlockingQueue<IOException>();
        try (PluginLinks ofAlice = new PluginLinks(_ -> admitted.get());
                PluginLinks ofBob = new PluginLinks(_ -> admitted.get());
                Listener listener =
                        network(BOB)
                                .listen(
                                        Address.parse("loopback://bob:0"),
                                        Map.of(ECHO, link -> serve(ofBob, link, failures)))) {
            // the hello was said while both were admitted; the block came and closed the links of
            // that moment
            AgreedLink made = network(ALICE).open(listener.address(), ECHO, BOB.id(), false);
            Link kept = ofAlice.opened(made);
            assertEquals(1, ofAlice.with(BOB.id()).size());
            kept.send(Bytes.utf8("go on"));
            assertEquals(Bytes.utf8("served"), kept.receive());
            admitted.set(false);

            AgreedLink late = network(ALICE).open(listener.address(), ECHO, BOB.id(), false);
            assertThrows(UntrustedPeerException.class, () -> ofAlice.opened(late));
            assertEquals(List.of(kept.info()), ofAlice.with(BOB.id()));
            assertThrows(IOException.class, late::receive);
            assertEquals(
                    UntrustedPeerException.class,
                    failures.poll(10, TimeUnit.SECONDS) instanceof UntrustedPeerException e
                            ? e.getClass()
                            : fail("served"));
        }
    }

    private static void serve(
            PluginLinks links, Link link, LinkedBlockingQueue<IOException> failures)
            throws IOException {
        try {
            links.serve(
                    link,
                    served -> {
                        served.receive();
                        served.send(Bytes.utf8("served"));
                        served.receive();
                    });
        } catch (UntrustedPeerException e) {
            failures.add(e);
            throw e;
        }
    }

    private ProtocolNetwork network(Identity identity) {
        return new ProtocolNetwork(identity, new PeerName("somebody"), List.of(transport));
    }
}
