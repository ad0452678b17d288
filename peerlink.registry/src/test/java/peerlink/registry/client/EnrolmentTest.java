package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;

/** A token lets a peer register, over real links. */
class EnrolmentTest extends ServerScene {
    private static final EnrolmentToken TOKEN = EnrolmentToken.random();

    @TempDir private Path folder;
    private Path file;
    private RegistryServer server;

    @BeforeEach
    void open() throws Exception {
        file =
                Files.createFile(
                        folder.resolve("allowed"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        allow("token " + TOKEN.text());
        RegistryOptions options = RegistryOptions.defaults();
        RegistryStore store = EmbeddedStore.inMemory(options.store(), InstantSource.system());
        opened.add(store);
        server =
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        // on the test's clock, so that it is read again at once
                        AllowList.read(file, clock),
                        store);
        opened.add(server);
    }

    private void allow(String text) throws IOException {
        Files.writeString(file, text + "\n");
        clock.advance(Duration.ofSeconds(2));
    }

    private static Bytes proof(Identity peer) {
        return TOKEN.proof(OPERATOR.id(), peer.id());
    }

    private Request.Register request(Identity peer, long sequence, Bytes proof) {
        SignedRecord record =
                new RecordSigner(peer)
                        .present(
                                Nodes.announcement("somebody"),
                                sequence,
                                System.currentTimeMillis());
        return new Request.Register(record, Optional.of(proof));
    }

    private static void assertLeased(RegistryLink client, Request request) throws IOException {
        assertInstanceOf(Answer.Leased.class, client.request(request, TIMEOUT));
    }

    @Test
    void aPeerThatProvesToKnowTheTokenRegistersAndRenews() throws Exception {
        RegistryLink alice = client(server, ALICE);
        assertLeased(alice, request(ALICE, 1, proof(ALICE)));
        assertLeased(alice, new Request.Renew());
    }

    @Test
    void withoutAProofOrWithAnothersNobodyRegisters() throws Exception {
        RegistryLink mallory = client(server, MALLORY);
        SignedRecord record = request(MALLORY, 1, Bytes.empty()).record();
        assertDeclined(ErrorCode.NOT_ALLOWED, mallory, new Request.Register(record));
        assertDeclined(ErrorCode.NOT_ALLOWED, mallory, request(MALLORY, 1, proof(ALICE)));
        assertDeclined(ErrorCode.NOT_ALLOWED, mallory, new Request.Renew());
        assertEquals(0, server.statistics().registrations());
    }

    @Test
    void aProofIsLookedAtBeforeTheSignature() throws Exception {
        RegistryLink mallory = client(server, MALLORY);
        SignedRecord record = broken(request(MALLORY, 1, Bytes.empty()).record());
        assertDeclined(ErrorCode.NOT_ALLOWED, mallory, new Request.Register(record));
        assertDeclined(
                ErrorCode.BAD_SIGNATURE,
                mallory,
                new Request.Register(record, Optional.of(proof(MALLORY))));
    }

    @Test
    void aPeerThatIsShutOutCanNeitherRenewNorRegisterThoughTheTokenIsTheSame() throws Exception {
        RegistryLink alice = client(server, ALICE);
        RegistryLink mallory = client(server, MALLORY);
        assertLeased(alice, request(ALICE, 1, proof(ALICE)));
        assertDeclined(ErrorCode.NAME_TAKEN, mallory, request(MALLORY, 1, proof(MALLORY)));
        allow("token " + TOKEN.text() + "\nnot " + ALICE.id());
        assertDeclined(ErrorCode.NOT_ALLOWED, alice, new Request.Renew());
        Answer.Failure declined =
                assertInstanceOf(
                        Answer.Failure.class,
                        alice.request(request(ALICE, 2, proof(ALICE)), TIMEOUT));
        assertEquals(ErrorCode.NOT_ALLOWED.word(), declined.code());
        assertTrue(declined.text().contains("shut your id out"), declined.text());
    }

    @Test
    void aTokenThatIsTakenOutShutsOutThoseThatAreNotListed() throws Exception {
        RegistryLink alice = client(server, ALICE);
        assertLeased(alice, request(ALICE, 1, proof(ALICE)));
        allow("token " + EnrolmentToken.random().text());
        assertDeclined(ErrorCode.NOT_ALLOWED, alice, new Request.Renew());
        allow(ALICE.id().text());
        assertLeased(alice, new Request.Renew());
    }

    /**
     * A registry may have lost the lease, so that a client begins with a registration there anyway.
     */
    @Test
    void anotherLinkNeedsAProofOfItsOwn() throws Exception {
        assertLeased(client(server, ALICE), request(ALICE, 1, proof(ALICE)));
        RegistryLink second = client(server, ALICE);
        assertDeclined(ErrorCode.NOT_ALLOWED, second, new Request.Renew());
        assertLeased(second, request(ALICE, 2, proof(ALICE)));
        assertLeased(second, new Request.Renew());
    }

    @Test
    void aProofTooLongIsMalformed() throws Exception {
        assertDeclined(
                ErrorCode.MALFORMED,
                client(server, ALICE),
                request(ALICE, 1, Bytes.wrap(new byte[33])));
    }

    @Test
    void tokensAreRandomAndNotShown() {
        EnrolmentToken one = EnrolmentToken.random();
        assertNotEquals(one, EnrolmentToken.random());
        assertEquals(32, one.text().length());
        assertFalse(one.toString().contains(one.text()));
        assertTrue(EnrolmentToken.isToken("a".repeat(26)));
        for (String none : new String[] {"", "a".repeat(25), "a".repeat(129), "A".repeat(26)}) {
            var e = assertThrows(IllegalArgumentException.class, () -> new EnrolmentToken(none));
            assertEquals("not a token: it has 26 to 128 characters of a-z and 2-7", e.getMessage());
        }
        PeerId id = ALICE.id();
        assertEquals(EnrolmentToken.PROOF, one.proof(id, id).size());
    }
}
