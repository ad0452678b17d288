package peerlink.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.TestIdentities;

@Timeout(20)
class ProtocolNetworkTest {
    private static final Protocol ECHO = new Protocol("echo", 1);
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private final LoopbackTransport transport = new LoopbackTransport();
    private final ProtocolNetwork alice = network(ALICE, "alice", Duration.ofSeconds(10));
    private final ProtocolNetwork bob = network(BOB, "bob", Duration.ofSeconds(10));
    private Listener listener;
    private Link good;

    @BeforeEach
    void listenAndOpenALinkThatNothingMayDisturb() throws Exception {
        listener = bob.listen(Address.parse("loopback://bob:0"), Map.of(ECHO, this::echo));
        good = alice.open(listener.address(), ECHO, BOB.id());
    }

    @AfterEach
    void theOtherLinkStillWorks() throws Exception {
        good.send(Bytes.utf8("still there"));
        assertEquals(Bytes.utf8("still there"), good.receive());
        listener.close();
    }

    @Test
    void bothSidesLearnTheNameOfTheOther() throws Exception {
        try (AgreedLink link = alice.open(listener.address(), ECHO, null, false)) {
            assertEquals("bob", link.remoteName().text());
            assertEquals(BOB.id(), link.info().remote());
        }
    }

    @Test
    void refusesAnUnknownProtocolAndNamesThoseThatItSpeaks() {
        var e =
                assertThrows(
                        RefusedException.class,
                        () -> alice.open(listener.address(), new Protocol("echo", 2), null));
        assertEquals("unknown-protocol", e.code());
        assertEquals("unknown protocol echo/2 (echo/1)", e.getMessage());
    }

    @Test
    void answersGarbageWithARefusal() throws Exception {
        for (Bytes garbage : List.of(Bytes.utf8("GET / HTTP/1.1"), Bytes.wrap(new byte[5000]))) {
            try (Link raw =
                    transport.connect(listener.address(), ALICE, LinkPolicy.DEFAULT, null)) {
                raw.send(garbage);
                var refusal = assertInstanceOf(Hello.Refusal.class, Hello.decode(raw.receive()));
                assertEquals("malformed", refusal.code());
                assertThrows(IOException.class, raw::receive);
            }
        }
    }

    @Test
    void answersAnAnswerWithARefusal() throws Exception {
        try (Link raw = transport.connect(listener.address(), ALICE, LinkPolicy.DEFAULT, null)) {
            raw.send(new Hello.Acceptance(new PeerName("eve"), "x").encode());
            assertInstanceOf(Hello.Refusal.class, Hello.decode(raw.receive()));
        }
    }

    @Test
    void closesASilentLink() throws Exception {
        ProtocolNetwork impatient = network(BOB, "bob", Duration.ofMillis(100));
        try (Listener strict =
                        impatient.listen(
                                Address.parse("loopback://bob:0"), Map.of(ECHO, this::echo));
                Link raw = transport.connect(strict.address(), ALICE, LinkPolicy.DEFAULT, null)) {
            assertThrows(IOException.class, raw::receive);
        }
    }

    @Test
    void givesUpOnAListenerThatSaysNothing() throws Exception {
        try (Listener silent =
                transport.listen(
                        Address.parse("loopback://silent:0"),
                        BOB,
                        LinkPolicy.DEFAULT,
                        Link::receive)) {
            ProtocolNetwork impatient = network(ALICE, "alice", Duration.ofMillis(100));
            Listener deaf =
                    transport.listen(
                            Address.parse("loopback://deaf:0"),
                            BOB,
                            LinkPolicy.DEFAULT,
                            link -> {
                                link.receive();
                                link.receive();
                            });
            var e =
                    assertThrows(
                            IOException.class, () -> impatient.open(deaf.address(), ECHO, null));
            assertTrue(e.getMessage().contains("no hello"), e.getMessage());
            assertThrows(IOException.class, () -> impatient.open(silent.address(), ECHO, null));
            deaf.close();
        }
    }

    @Test
    void refusesWhomTheReceptionDoesNotAdmit() throws Exception {
        LinkAcceptor closed =
                new LinkAcceptor() {
                    @Override
                    public void admit(LinkInfo link, Protocol protocol) throws RefusedException {
                        throw new RefusedException("closed", "not you, " + link.remote());
                    }

                    @Override
                    public LinkHandler handler(Protocol protocol) {
                        return ProtocolNetworkTest.this::echo;
                    }

                    @Override
                    public Collection<Protocol> protocols() {
                        return List.of(ECHO);
                    }
                };
        try (Listener strict = bob.listen(Address.parse("loopback://bob:0"), closed)) {
            var e =
                    assertThrows(
                            RefusedException.class, () -> alice.open(strict.address(), ECHO, null));
            assertEquals("closed", e.code());
            assertEquals("not you, " + ALICE.id(), e.getMessage());
        }
    }

    @Test
    void saysWhichSchemesThereAre() {
        var e =
                assertThrows(
                        IOException.class,
                        () -> alice.open(Address.parse("tls://127.0.0.1:1"), ECHO, null));
        assertEquals("no transport for 'tls://127.0.0.1:1' (there is loopback)", e.getMessage());
    }

    @Test
    void tellsTheVersionOfItsModule() {
        ModuleDescriptor module =
                ModuleDescriptor.newModule("peerlink.core").version("9.8.7").build();
        assertEquals("peerlink/9.8.7", HelloExchange.agent(module));
        assertEquals("peerlink", HelloExchange.agent(null));
    }

    private void echo(Link link) throws IOException {
        while (true) {
            link.send(link.receive());
        }
    }

    private ProtocolNetwork network(Identity identity, String name, Duration helloTimeout) {
        return new ProtocolNetwork(
                identity,
                new PeerName(name),
                List.of(transport),
                List.of(),
                LinkPolicy.DEFAULT,
                helloTimeout);
    }
}
