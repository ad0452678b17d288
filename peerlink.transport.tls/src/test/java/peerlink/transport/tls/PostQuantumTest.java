package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.tls.NamedGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * A policy that requires a post-quantum key exchange gives nobody a link without one; if one is
 * preferred, nobody on the way can take it out.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PostQuantumTest {
    private static final Identity ALICE = TestIdentities.p256("alice");
    private static final Identity BOB = TestIdentities.p256("bob");
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final LinkPolicy REQUIRED = LinkPolicy.DEFAULT;
    private static final LinkPolicy PREFERRED = REQUIRED.with(PostQuantum.PREFERRED);
    private static final Address ANY_PORT = Address.parse("tls://127.0.0.1:0");

    /** Leaves nothing but the classical groups, as an attacker on the way may do. */
    private static final UnaryOperator<ClientHello> STRIPPED =
            hello -> hello.offering(NamedGroup.x25519, NamedGroup.secp256r1);

    private final TlsTransport transport = new TlsTransport();
    private final BlockingQueue<LinkInfo> accepted = new LinkedBlockingQueue<>();
    private ServerSocket server;

    @BeforeEach
    void bind() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Address address() {
        return Address.of("tls", "127.0.0.1", server.getLocalPort());
    }

    private Listener bob(LinkPolicy policy) throws IOException {
        return transport.listen(
                ANY_PORT,
                BOB,
                policy,
                link -> {
                    accepted.add(link.info());
                    link.send(link.receive());
                });
    }

    private Link alice(Address address, LinkPolicy policy) throws IOException {
        return transport.connect(address, ALICE, policy, BOB.id());
    }

    private IOException refused(Address address, LinkPolicy policy) {
        return assertThrows(IOException.class, () -> alice(address, policy));
    }

    private static SSLSocket classicalClient(Address address) throws IOException {
        SSLSocket socket = JdkTls.of(ALICE).connect(address);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setNamedGroups(new String[] {"x25519"});
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Test
    void theWaySignaturesAreMadeNeedsNoGroupOfItsOwn() throws Exception {
        try (Listener listener = bob(REQUIRED);
                Link link = alice(listener.address(), REQUIRED)) {
            assertEquals("X25519MLKEM768", link.info().keyExchange());
            assertEquals("X25519MLKEM768", accepted.take().keyExchange());
        }
    }

    @Test
    void aClientWithoutItIsRefusedByDefaultAndTold() throws Exception {
        try (Listener listener = bob(LinkPolicy.DEFAULT);
                SSLSocket client = classicalClient(listener.address())) {
            SSLException refusal = assertThrows(SSLException.class, client::startHandshake);
            assertTrue(refusal.getMessage().contains("insufficient_security"), refusal::toString);
        }
        assertTrue(accepted.isEmpty());
    }

    @Test
    void theServerSaysWhatTheClientLacksAndWhatSettingDoesWithout() throws Exception {
        CompletableFuture<IOException> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> end.complete(refusalByServer()));
        try (SSLSocket client = classicalClient(address())) {
            assertThrows(SSLException.class, client::startHandshake);
        }
        String message = end.get().getMessage();
        assertTrue(
                message.endsWith(
                        ": the other side offers no post-quantum key exchange, which is required"
                                + " here (pq = \"preferred\" does without)"),
                message);
    }

    private IOException refusalByServer() {
        Handshake handshake =
                new Handshake(
                        new Credentials(new MixedCrypto(), BOB),
                        PostQuantum.REQUIRED,
                        TlsLimits.DEFAULT,
                        InstantSource.system());
        return assertThrows(
                IOException.class,
                () -> {
                    SocketWire wire = new SocketWire(server.accept(), () -> {});
                    handshake.asServer(wire, Duration.ofSeconds(10), null);
                });
    }

    @Test
    void aClientWithoutItIsAcceptedWhereItIsPreferred() throws Exception {
        try (Listener listener = bob(PREFERRED);
                SSLSocket client = classicalClient(listener.address())) {
            client.startHandshake();
            assertEquals("x25519", accepted.take().keyExchange());
        }
    }

    @Test
    void aServerWithoutItIsRefusedByDefault() {
        Thread.ofVirtual().start(this::serveClassically);
        assertEquals(
                "no secure link with %s: refused by the other side (unexpected message): %s"
                        .formatted(
                                address().hostAndPort(),
                                "probably it lacks something that is required here: "
                                        + TlsProfile.demands(PostQuantum.REQUIRED)),
                refused(address(), LinkPolicy.DEFAULT).getMessage());
    }

    @Test
    void aServerWithoutItIsAcceptedWhereItIsPreferred() throws Exception {
        Thread.ofVirtual().start(this::serveClassically);
        try (Link link = alice(address(), PREFERRED)) {
            assertEquals("x25519", link.info().keyExchange());
        }
    }

    /** Serves as the JDK does, which has no post-quantum group. */
    private void serveClassically() {
        try (Socket socket = server.accept();
                SSLSocket secure = JdkTls.of(BOB).over(socket)) {
            secure.setUseClientMode(false);
            secure.setNeedClientAuth(true);
            secure.startHandshake();
            secure.getInputStream().read();
        } catch (IOException _) {
            // the client leaves, as the test demands
        }
    }

    @Test
    void aServerThatAsksForAClassicalGroupAllTheSameDoesNotGetIt() throws Exception {
        CompletableFuture<Boolean> gotAnother = asksAgainForX25519();
        assertEquals(
                "no secure link with "
                        + address().hostAndPort()
                        + ": the other side broke the rules of TLS (illegal parameter)",
                refused(address(), REQUIRED).getMessage());
        assertEquals(false, gotAnother.get());
    }

    @Test
    void theSameServerGetsItWhereItIsPreferred() throws Exception {
        CompletableFuture<Boolean> gotAnother = asksAgainForX25519();
        refused(address(), PREFERRED);
        assertEquals(true, gotAnother.get());
    }

    /**
     * Answers the hello with a HelloRetryRequest; tells whether the client then says hello again.
     */
    private CompletableFuture<Boolean> asksAgainForX25519() {
        CompletableFuture<Boolean> gotAnother = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Socket socket = server.accept()) {
                                byte[] first = ClientHello.readRecord(socket.getInputStream());
                                socket.getOutputStream()
                                        .write(retryRequest(ClientHello.parse(first)));
                                gotAnother.complete(
                                        ClientHello.isOne(answer(socket.getInputStream())));
                            } catch (IOException e) {
                                gotAnother.completeExceptionally(e);
                            }
                        });
        return gotAnother;
    }

    /** Skips the bytes that a client sends for the sake of middleboxes: RFC 8446, appendix D.4. */
    private static byte[] answer(InputStream in) throws IOException {
        byte[] record = ClientHello.readRecord(in);
        return record.length > 0 && record[0] == CHANGE_CIPHER_SPEC
                ? ClientHello.readRecord(in)
                : record;
    }

    /**
     * Returns a HelloRetryRequest, a ServerHello with a special random number: RFC 8446, section
     * 4.1.4.
     */
    private static byte[] retryRequest(ClientHello hello) {
        HexFormat hex = HexFormat.of();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(hex.parseHex("0303"));
        body.writeBytes(
                hex.parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"));
        body.write(hello.sessionId().length);
        body.writeBytes(hello.sessionId());
        // TLS_AES_128_GCM_SHA256; supported_versions: TLS 1.3; key_share: x25519
        body.writeBytes(hex.parseHex("130100" + "000c" + "002b00020304" + "00330002001d"));
        return ClientHello.handshakeRecord(2, body.toByteArray(), new byte[] {3, 3});
    }

    @Test
    void takingTheHybridOutOnTheWayGivesNoLinkIfItIsRequired() throws Exception {
        try (Listener listener = bob(REQUIRED);
                StrippingProxy proxy = new StrippingProxy(listener.address(), STRIPPED)) {
            String message = refused(proxy.address(), REQUIRED).getMessage();
            assertTrue(message.contains("insufficient security"), message);
            refused(proxy.address(), PREFERRED);
        }
        assertTrue(accepted.isEmpty());
    }

    @Test
    void takingTheHybridOutOnTheWayGivesNoLinkIfBothPreferIt() throws Exception {
        try (Listener listener = bob(PREFERRED);
                StrippingProxy proxy = new StrippingProxy(listener.address(), STRIPPED)) {
            assertEquals(
                    "no secure link with "
                            + proxy.address().hostAndPort()
                            + ": the other side has not proven its key, or somebody on the way has"
                            + " changed what it sent (bad record mac)",
                    refused(proxy.address(), PREFERRED).getMessage());
        }
        assertTrue(accepted.isEmpty());
    }

    @Test
    void aProxyThatOnlyPassesOnDisturbsNothing() throws Exception {
        try (Listener listener = bob(REQUIRED);
                StrippingProxy proxy =
                        new StrippingProxy(listener.address(), UnaryOperator.identity());
                Link link = alice(proxy.address(), REQUIRED)) {
            assertEquals(BOB.id(), link.info().remote());
            assertInstanceOf(LinkInfo.class, accepted.take());
        }
    }
}
