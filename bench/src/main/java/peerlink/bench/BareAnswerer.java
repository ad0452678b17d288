package peerlink.bench;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLServerSocket;
import peerlink.api.Identity;

/** Answers one {@link BareDialer}, on a thread of its own, and waits two minutes for it at most. */
final class BareAnswerer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SSLServerSocket listener;
    private final BareDisk disk;
    private final Thread answering;

    /**
     * @param folder the folder for what is kept
     */
    BareAnswerer(Identity identity, Path folder) throws IOException, GeneralSecurityException {
        listener =
                (SSLServerSocket)
                        BareSecurity.context(identity)
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setSSLParameters(BareSecurity.parameters());
        listener.setSoTimeout((int) PATIENCE.toMillis());
        disk = new BareDisk(folder);
        answering = Thread.ofPlatform().daemon().name("bare-answerer").start(this::answer);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits until the dialer has come and is done. */
    void await() throws InterruptedException {
        answering.join();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        disk.close();
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
                case BareFrame.ECHO -> to.write(received);
                case BareFrame.KEEP_AND_ECHO -> {
                    disk.writeAndSync();
                    to.write(received);
                }
                case BareFrame.COUNT -> counted++;
                case BareFrame.KEEP -> {
                    counted++;
                    if (counted % BareFrame.BATCH == 0) {
                        disk.writeAndSync(BareFrame.BATCH * received.length);
                        to.writeLong(counted);
                        to.flush();
                    }
                }
                case BareFrame.END -> {
                    to.writeLong(counted);
                    counted = 0;
                }
                default -> throw new IOException("unknown kind " + kind);
            }
            if (kind != BareFrame.COUNT && kind != BareFrame.KEEP) {
                to.flush();
            }
        }
    }
}
