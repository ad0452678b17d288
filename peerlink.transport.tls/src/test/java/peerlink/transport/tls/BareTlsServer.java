package peerlink.transport.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import peerlink.api.Identity;
import peerlink.testkit.contract.TestIdentities;

/**
 * Serves Bouncy Castle's TLS as the transport uses it, for comparison with a registry: with the
 * same certificates, group and cipher, and nothing around it: no limits, no deadlines, no check of
 * the peer's key, no frames. On each connection it answers with the number of bytes that it is
 * asked for:
 *
 * <pre>
 *   4 bytes   the number of bytes that follow, big-endian
 *   4 bytes   the length of the answer, which begins with its length less 4
 *   ...       ignored
 * </pre>
 */
public final class BareTlsServer {
    private static final MixedCrypto CRYPTO = new MixedCrypto();
    private static final byte[] NO_CONTEXT = {};
    private static final int MAX_SIZE = 1 << 16;

    private final Identity identity = TestIdentities.ed25519("bare");
    private final AsymmetricKeyParameter key;
    private final byte[] certificate;

    private BareTlsServer() throws Exception {
        key = PrivateKeyFactory.createKey(identity.privateKey().getEncoded());
        certificate = identity.certificate().getEncoded();
    }

    /** Prints {@code ready PORT ID}, and serves until the input ends. */
    public static void main(String[] arguments) throws Exception {
        var server = new BareTlsServer();
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 512);
            System.out.println("ready " + socket.getLocalPort() + " " + server.identity.id());
            Thread.ofVirtual().name("accept").start(() -> server.acceptAll(socket));
            while (System.in.read() >= 0) {
                // the process that started this one is still there
            }
        }
        System.exit(0);
    }

    private void acceptAll(ServerSocket socket) {
        try {
            while (true) {
                Socket accepted = socket.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException e) {
            // closed, at the end
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var tls = new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
            tls.accept(new Side());
            echo(tls.getInputStream(), tls.getOutputStream());
            tls.close();
        } catch (IOException e) {
            // the client's affair
        }
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        byte[] header = new byte[8];
        while (true) {
            if (in.readNBytes(header, 0, header.length) < header.length) {
                throw new EOFException();
            }
            ByteBuffer sizes = ByteBuffer.wrap(header);
            in.readNBytes(Math.min(sizes.getInt(), MAX_SIZE) - 4);
            ByteBuffer answer = ByteBuffer.allocate(Math.min(sizes.getInt(), MAX_SIZE));
            answer.putInt(answer.capacity() - 4);
            out.write(answer.array());
            out.flush();
        }
    }

    private final class Side extends AbstractTlsServer {
        Side() {
            super(CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return TlsProfile.versions();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return TlsProfile.cipherSuites();
        }

        @Override
        protected boolean preferLocalCipherSuites() {
            return true;
        }

        @Override
        public int[] getSupportedGroups() {
            return new int[] {TlsProfile.HYBRID};
        }

        @Override
        public TlsCredentials getCredentials() throws IOException {
            var entry = new CertificateEntry(CRYPTO.createCertificate(certificate), null);
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    CRYPTO,
                    key,
                    new Certificate(NO_CONTEXT, new CertificateEntry[] {entry}),
                    SignatureAndHashAlgorithm.ed25519);
        }

        @Override
        public CertificateRequest getCertificateRequest() throws IOException {
            return new CertificateRequest(NO_CONTEXT, TlsProfile.signatureAlgorithms(), null, null);
        }

        @Override
        public void notifyClientCertificate(Certificate chain) {
            // any key will do; the handshake still proves that the client has it
        }
    }
}
