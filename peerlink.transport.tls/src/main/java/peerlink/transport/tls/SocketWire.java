package peerlink.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.api.Address;
import peerlink.api.thread.SocketThreads;

/** Carries bytes over a TCP connection. */
final class SocketWire implements Wire {
    private static final System.Logger LOG = System.getLogger(SocketWire.class.getName());

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private final Address localAddress;
    private final Address remoteAddress;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param socket connected; this wire closes it
     * @param onClose called once, when the socket is closed
     */
    SocketWire(Socket socket, Runnable onClose) throws IOException {
        // a frame is flushed when it is complete: waiting for more only delays it
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // a peer whose machine went away without a word is found out in the end
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        this.socket = socket;
        this.onClose = onClose;
        this.input = socket.getInputStream();
        this.output = socket.getOutputStream();
        this.localAddress = address(socket.getLocalSocketAddress());
        this.remoteAddress = address(socket.getRemoteSocketAddress());
    }

    /** Returns an internet address as a {@code tls} address, without an IPv6 zone. */
    private static Address address(SocketAddress address) throws IOException {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            throw new IOException("connection lost");
        }
        return Address.of(TlsTransport.SCHEME, literal(internet.getAddress()), internet.getPort());
    }

    static String literal(InetAddress address) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }

    @Override
    public Address localAddress() {
        return localAddress;
    }

    @Override
    public Address remoteAddress() {
        return remoteAddress;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        SocketThreads.begin(socket);
        try {
            return input.read(buffer, offset, length);
        } finally {
            SocketThreads.end();
        }
    }

    @Override
    public boolean hasMore() throws IOException {
        return input.available() > 0;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        output.write(buffer, offset, length);
    }

    @Override
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
        if (!closed.getAndSet(true)) {
            onClose.run();
        }
    }
}
