package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.Listener;
import peerlink.api.RefusedException;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.Opened;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;

/** A client proves its token to each registry alone, over real links. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TokenClientTest {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Identity ALICE = TestIdentities.ed25519("alice");
    private static final EnrolmentToken TOKEN = EnrolmentToken.random();

    @TempDir private Path folder;
    @RegisterExtension final Opened opened = new Opened();

    private Directory open(RegistryDiscovery discovery, Address address) {
        return opened.add(
                discovery.open(
                        Address.parse("registry://" + address.hostAndPort()),
                        Nodes.network(ALICE)));
    }

    private static RegistryDiscovery discovery() {
        return new RegistryDiscovery(InstantSource.system(), Nodes.QUICK);
    }

    private RegistryServer serverWithToken() throws IOException {
        Path file =
                Files.createFile(
                        folder.resolve("allowed"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "token " + TOKEN.text() + "\n");
        RegistryOptions options = RegistryOptions.defaults();
        return opened.add(
                RegistryServer.start(
                        Nodes.network(OPERATOR),
                        Nodes.ANY_PORT,
                        options,
                        AllowList.read(file, InstantSource.system()),
                        opened.add(
                                EmbeddedStore.inMemory(options.store(), InstantSource.system()))));
    }

    @Test
    void aPeerWithTheTokenRegistersAndOneWithNoneOrAnotherDoesNot() throws Exception {
        RegistryServer server = serverWithToken();
        for (RegistryDiscovery without :
                List.of(discovery(), discovery().with(EnrolmentToken.random()))) {
            Directory directory = open(without, server.address());
            RefusedException refused =
                    assertThrows(
                            RefusedException.class,
                            () -> directory.register(Nodes.announcement("alice")));
            assertEquals("not-allowed", refused.code());
        }
        open(discovery().with(TOKEN), server.address()).register(Nodes.announcement("alice"));
        assertEquals(1, server.statistics().leases());
    }

    /**
     * The proof is bound to the registry's id: one that is none of the operator's gets one for
     * itself.
     */
    @Test
    void noRegistryIsToldTheTokenAndEachIsShownAProofForItselfAlone() throws Exception {
        List<Bytes> frames = new CopyOnWriteArrayList<>();
        Listener stranger =
                opened.add(
                        Nodes.network(TestIdentities.ed25519("stranger"))
                                .listen(
                                        Nodes.ANY_PORT,
                                        Map.of(
                                                ProtocolLimits.PROTOCOL,
                                                link -> {
                                                    Bytes frame = link.receive();
                                                    frames.add(frame);
                                                    link.send(
                                                            Answer.encode(
                                                                    1,
                                                                    new Answer.Leased(
                                                                            90_000, 30_000, "")));
                                                    link.receive();
                                                })));
        open(discovery().with(TOKEN), stranger.address()).register(Nodes.announcement("alice"));
        String sent = new String(frames.getFirst().toByteArray(), StandardCharsets.ISO_8859_1);
        assertFalse(sent.contains(TOKEN.text()));
        Request request =
                Request.decode(CborMaps.map(frames.getFirst(), ProtocolLimits.MAX_REQUEST));
        Bytes shown = ((Request.Register) request).proof().orElseThrow();
        assertFalse(shown.equals(TOKEN.proof(OPERATOR.id(), ALICE.id())));
        assertTrue(sent.contains(new String(shown.toByteArray(), StandardCharsets.ISO_8859_1)));
    }
}
