package peerlink.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLSocket;
import peerlink.api.Identity;

/**
 * Sends messages over the JDK's TLS 1.3 on a socket, the alternative that nobody can be much faster
 * than: mutually authenticated, with length-prefixed messages that nobody decodes or hands to
 * anyone. The disk is used where a method says so.
 */
final class BareDialer implements AutoCloseable {
    /** The number of bytes that are gathered before a flush when sending one way. */
    private static final int BUFFER = 64 * 1024;

    private final byte[] message;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final BareDisk disk;

    /**
     * @param port the answerer's
     * @param folder the folder for what is kept
     */
    BareDialer(Identity identity, int port, int messageSize, Path folder)
            throws IOException, GeneralSecurityException {
        message = new byte[messageSize];
        SSLSocket dialed =
                (SSLSocket)
                        BareSecurity.context(identity)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        dialed.setSSLParameters(BareSecurity.parameters());
        dialed.setTcpNoDelay(true);
        dialed.startHandshake();
        socket = dialed;
        in = new DataInputStream(dialed.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(dialed.getOutputStream(), BUFFER));
        disk = new BareDisk(folder);
    }

    /** Sends one message and waits until it has come back. */
    void roundTrip() throws IOException {
        write(BareFrame.ECHO);
        out.flush();
        in.readFully(new byte[message.length]);
    }

    /** Syncs a page, sends one message, and waits until the other end has synced a page, too. */
    void keptRoundTrip() throws IOException {
        disk.writeAndSync();
        write(BareFrame.KEEP_AND_ECHO);
        out.flush();
        in.readFully(new byte[message.length]);
    }

    /**
     * Sends messages for as long as told, and waits until all have arrived.
     *
     * @return the number of messages
     */
    long oneWay(Duration duration) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            write(BareFrame.COUNT);
        }
        write(BareFrame.END);
        out.flush();
        return in.readLong();
    }

    /**
     * Sends messages for as long as told, of which both ends keep a batch at a time, and waits
     * until all batches are acknowledged.
     *
     * @return the number of messages
     */
    long keptOneWay(Duration duration) throws IOException {
        CompletableFuture<Long> acknowledged = CompletableFuture.supplyAsync(this::lastNumber);
        long start = System.nanoTime();
        do {
            disk.writeAndSync(BareFrame.BATCH * message.length);
            for (int i = 0; i < BareFrame.BATCH; i++) {
                write(BareFrame.KEEP);
            }
            out.flush();
        } while (System.nanoTime() - start < duration.toNanos());
        write(BareFrame.END);
        out.flush();
        return acknowledged.join();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        disk.close();
    }

    private void write(int kind) throws IOException {
        out.writeByte(kind);
        out.writeInt(message.length);
        out.write(message);
    }

    /** Reads acknowledgements until one says the same as the one before: that is the end's. */
    private long lastNumber() {
        try {
            long last = in.readLong();
            while (true) {
                long next = in.readLong();
                if (next == last) {
                    return last;
                }
                last = next;
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
