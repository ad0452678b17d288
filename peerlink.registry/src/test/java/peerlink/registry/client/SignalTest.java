package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.api.RefusedException;
import peerlink.registry.admin.Count;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.ErrorCode;

/** A registry passes signals on between registered peers, and nothing else. */
final class SignalTest extends ServerScene {
    private static final Bytes DATA = Bytes.utf8("any bytes");

    private final BlockingQueue<Answer.Signal> signals = new LinkedBlockingQueue<>();

    /** Opens a client that hears signals. */
    private RegistryLink hearing(RegistryServer server, Identity identity) throws IOException {
        Link link = dial(server, identity);
        var client =
                new RegistryLink(
                        link,
                        notice -> {
                            if (notice instanceof Answer.Signal signal) {
                                signals.add(signal);
                            }
                        },
                        reason -> {});
        client.start();
        return client;
    }

    private RegistryLink registered(RegistryServer server, Identity identity, String name)
            throws IOException {
        RegistryLink client = hearing(server, identity);
        register(client, record(identity, name, 1));
        return client;
    }

    private static Request to(Identity peer) {
        return new Request.Signal(peer.id(), DATA);
    }

    @Test
    void aRegisteredPeerIsToldWhoSignalsAndFromWhere() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = registered(server, ALICE, "alice");
        registered(server, MALLORY, "mallory");
        alice.requestDone(to(MALLORY), TIMEOUT);
        assertEquals(
                new Answer.Signal(ALICE.id(), alice.local().toString(), DATA),
                signals.poll(10, TimeUnit.SECONDS));
        assertEquals(1, server.metrics().total(Count.SIGNAL));
    }

    @Test
    void onlyRegisteredPeersMaySignal() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = hearing(server, ALICE);
        registered(server, MALLORY, "mallory");
        assertDeclined(ErrorCode.NOT_REGISTERED, alice, to(MALLORY));
        register(alice, record(ALICE, "alice", 1));
        alice.requestDone(to(MALLORY), TIMEOUT);
    }

    @Test
    void signalsThatAreDeclinedUseUpNothingOfTheirAddressee() throws Exception {
        RegistryServer server =
                start(RegistryOptions.defaults().with(RegistryLimit.SIGNALS_TO_KEY, 4));
        RegistryLink stranger = hearing(server, ALICE);
        registered(server, MALLORY, "mallory");
        for (int i = 0; i < 5; i++) {
            assertDeclined(ErrorCode.NOT_REGISTERED, stranger, to(MALLORY));
        }
        register(stranger, record(ALICE, "alice", 1));
        stranger.requestDone(to(MALLORY), TIMEOUT);
    }

    @Test
    void aPeerWithoutARegisteredLinkIsUnreachable() throws Exception {
        RegistryServer server = start();
        RegistryLink alice = registered(server, ALICE, "alice");
        assertDeclined(ErrorCode.UNREACHABLE, alice, to(MALLORY));
        RegistryLink mallory = hearing(server, MALLORY);
        assertDeclined(ErrorCode.UNREACHABLE, alice, to(MALLORY));
        assertDeclined(ErrorCode.UNREACHABLE, alice, to(ALICE));
        register(mallory, record(MALLORY, "mallory", 1));
        alice.requestDone(to(MALLORY), TIMEOUT);
    }

    @Test
    void neitherOnePeerNorAllTogetherCanFlood() throws Exception {
        RegistryServer server =
                start(
                        RegistryOptions.defaults()
                                .with(RegistryLimit.SIGNALS_PER_KEY, 3)
                                .with(RegistryLimit.SIGNALS_TO_KEY, 16));
        RegistryLink alice = registered(server, ALICE, "alice");
        RegistryLink mallory = registered(server, MALLORY, "mallory");
        registered(server, OPERATOR, "carol");
        for (int i = 0; i < 3; i++) {
            mallory.requestDone(to(OPERATOR), TIMEOUT);
        }
        Answer refused = mallory.request(to(OPERATOR), TIMEOUT);
        Answer.Failure failure = assertInstanceOf(Answer.Failure.class, refused);
        assertEquals("rate-limited", failure.code());
        assertTrue(failure.retryAfter().isPresent());
        alice.requestDone(to(OPERATOR), TIMEOUT);
        assertDeclined(ErrorCode.RATE_LIMITED, alice, to(OPERATOR));
        alice.requestDone(to(MALLORY), TIMEOUT);
        clock.advance(java.time.Duration.ofMinutes(1));
        alice.requestDone(to(OPERATOR), TIMEOUT);
        assertTrue(server.metrics().refusals("rate-limited") >= 2);
    }

    @Test
    void aSignalOfMoreThanOneKibibyteIsMalformed() throws Exception {
        RegistryServer server = start();
        registered(server, MALLORY, "mallory");
        RegistryLink alice = registered(server, ALICE, "alice");
        Bytes longest = Bytes.wrap(new byte[ProtocolLimits.MAX_SIGNAL]);
        alice.requestDone(new Request.Signal(MALLORY.id(), longest), TIMEOUT);
        Bytes tooLong = Bytes.wrap(new byte[ProtocolLimits.MAX_SIGNAL + 1]);
        assertDeclined(ErrorCode.MALFORMED, alice, new Request.Signal(MALLORY.id(), tooLong));
    }

    @Test
    void anOperatorCanSwitchItOff() throws Exception {
        RegistryServer server = start(RegistryOptions.defaults().withSignals(false));
        registered(server, MALLORY, "mallory");
        assertDeclined(ErrorCode.NOT_ALLOWED, registered(server, ALICE, "alice"), to(MALLORY));
        assertNull(signals.poll());
    }

    @Test
    void directoriesPassSignalsBothWays() throws Exception {
        RegistryServer server = start();
        var heard = new LinkedBlockingQueue<DirectoryEvent>();
        Directory alice = directory(server, ALICE);
        Directory mallory = directory(server, MALLORY);
        mallory.watch(heard::add);
        RefusedException early =
                assertThrows(RefusedException.class, () -> alice.signal(MALLORY.id(), DATA));
        assertEquals("not-registered", early.code());
        alice.register(Nodes.announcement("alice"));
        mallory.register(Nodes.announcement("mallory"));
        alice.signal(MALLORY.id(), DATA);
        var signalled =
                (DirectoryEvent.Signalled)
                        Nodes.await(heard, DirectoryEvent.Signalled.class::isInstance);
        assertEquals(ALICE.id(), signalled.from());
        assertEquals(DATA, signalled.data());
        assertEquals(Optional.of("127.0.0.1"), signalled.observed().map(a -> a.host()));
    }

    @Test
    void aRegistryThatPassesNoneIsNotAskedAgainOnTheSameLink() throws Exception {
        RegistryServer server = start(RegistryOptions.defaults().withSignals(false));
        Directory alice = directory(server, ALICE);
        alice.register(Nodes.announcement("alice"));
        PeerId mallory = MALLORY.id();
        for (int i = 0; i < 3; i++) {
            RefusedException none =
                    assertThrows(RefusedException.class, () -> alice.signal(mallory, DATA));
            assertEquals("not-allowed", none.code());
        }
        assertEquals(1, server.metrics().refusals("not-allowed"));
    }

    private Directory directory(RegistryServer server, Identity identity) throws IOException {
        Directory directory =
                new RegistryDiscovery(clock, Nodes.QUICK)
                        .open(Nodes.directory(server), Nodes.network(identity));
        opened.add(directory);
        return directory;
    }
}
