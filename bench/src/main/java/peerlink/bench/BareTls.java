package peerlink.bench;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import peerlink.api.Identity;

/**
 * Sends messages over the JDK's TLS 1.3 on a socket, the alternative that nobody can be much faster
 * than: mutually authenticated, with length-prefixed messages that nobody decodes, stores or hands
 * to anyone.
 */
final class BareTls implements AutoCloseable {
    private static final String CIPHER_SUITE = "TLS_AES_128_GCM_SHA256";

    /** The number of bytes that are gathered before a flush when sending one way. */
    private static final int BUFFER = 64 * 1024;

    private static final int ECHO = 1;
    private static final int COUNT = 2;
    private static final int END_OF_COUNT = 3;

    private final byte[] message;
    private final SSLServerSocket listener;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    BareTls(Identity dialer, Identity answerer, int messageSize)
            throws IOException, GeneralSecurityException {
        message = new byte[messageSize];
        listener =
                (SSLServerSocket)
                        context(answerer)
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SSLParameters parameters = new SSLParameters(new String[] {CIPHER_SUITE});
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setNeedClientAuth(true);
        listener.setSSLParameters(parameters);
        Thread.ofVirtual().name("bare-tls-answerer").start(this::answer);
        SSLSocket dialed =
                (SSLSocket)
                        context(dialer)
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), listener.getLocalPort());
        dialed.setSSLParameters(parameters);
        dialed.setTcpNoDelay(true);
        dialed.startHandshake();
        socket = dialed;
        in = new DataInputStream(dialed.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(dialed.getOutputStream(), BUFFER));
    }

    /** Sends one message and waits until it has come back. */
    void roundTrip() throws IOException {
        write(ECHO);
        out.flush();
        in.readFully(new byte[message.length]);
    }

    /**
     * Sends messages for as long as told, and waits until all have arrived.
     *
     * @return the number of messages
     */
    long oneWay(Duration duration) throws IOException {
        long deadline = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < deadline) {
            write(COUNT);
        }
        write(END_OF_COUNT);
        out.flush();
        return in.readLong();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        listener.close();
    }

    private void write(int kind) throws IOException {
        out.writeByte(kind);
        out.writeInt(message.length);
        out.write(message);
    }

    private void answer() {
        try (Socket accepted = listener.accept()) {
            accepted.setTcpNoDelay(true);
            DataInputStream from = new DataInputStream(accepted.getInputStream());
            DataOutputStream to =
                    new DataOutputStream(new BufferedOutputStream(accepted.getOutputStream()));
            serve(from, to);
        } catch (EOFException e) {
            // the dialer is done
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new IllegalStateException("the answering end failed", e);
            }
        }
    }

    private void serve(DataInputStream from, DataOutputStream to) throws IOException {
        long counted = 0;
        while (true) {
            int kind = from.readByte();
            byte[] received = from.readNBytes(from.readInt());
            switch (kind) {
                case ECHO -> to.write(received);
                case COUNT -> counted++;
                case END_OF_COUNT -> {
                    to.writeLong(counted);
                    counted = 0;
                }
                default -> throw new IOException("unknown kind " + kind);
            }
            if (kind != COUNT) {
                to.flush();
            }
        }
    }

    private static SSLContext context(Identity identity)
            throws IOException, GeneralSecurityException {
        Certificate certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(identity.certificate().getEncoded()));
        char[] unused = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "self",
                KeyFactory.getInstance("Ed25519")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(identity.privateKey().getEncoded())),
                unused,
                new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, unused);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TrustEverybody()}, null);
        return context;
    }

    /** Trusts every certificate: both ends are here, and trust is not measured. */
    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
