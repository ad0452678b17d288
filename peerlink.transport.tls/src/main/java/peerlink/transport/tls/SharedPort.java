package peerlink.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import peerlink.api.Address;
import peerlink.api.thread.SocketThreads;

/**
 * Connects from the port on which a listener listens. Two sockets may have one port if both say so
 * ({@code SO_REUSEPORT}). The listener says it only after it has got the port for itself, so that a
 * second program that wants to listen there is still told that the port is in use.
 */
final class SharedPort {
    private SharedPort() {}

    /** Lets other sockets of this user connect from the port of a bound listener. */
    static void share(ServerSocket bound) throws IOException {
        if (bound.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            bound.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
    }

    /** Returns the end of connections from a listener's port. */
    static InetSocketAddress end(Address listener) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(listener.host()), listener.port());
    }

    /**
     * Connects from a listener's port.
     *
     * @throws IOException also if the system does not allow it
     */
    static Socket connect(InetSocketAddress local, InetSocketAddress remote, Duration limit)
            throws IOException {
        Socket socket = new Socket();
        boolean isConnected = false;
        try {
            if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                throw new IOException("this system lets no two sockets have one port");
            }
            socket.setReuseAddress(true);
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            socket.bind(local);
            SocketThreads.begin(socket);
            socket.connect(remote, Math.toIntExact(Math.max(1, limit.toMillis())));
            isConnected = true;
            return socket;
        } finally {
            SocketThreads.end();
            if (!isConnected) {
                socket.close();
            }
        }
    }

    /** Tells whether a connection would lead back to the end that it comes from. */
    static boolean isSelf(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        InetAddress host = remote.getAddress();
        return local.getPort() == remote.getPort()
                && (host.isLoopbackAddress()
                        || host.isAnyLocalAddress()
                        || NetworkInterface.getByInetAddress(host) != null)
                && (local.getAddress().isAnyLocalAddress() || local.getAddress().equals(host));
    }
}
