package peerlink.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import peerlink.api.Address;

/**
 * Makes connections of the kind on which a transport's links lie, without the transport: a program
 * that connects and then says nothing.
 */
public interface RawConnections {
    /** TCP at the host and port of an address. */
    RawConnections TCP =
            new RawConnections() {
                @Override
                public Silent accept(Address address) throws IOException {
                    ServerSocket socket =
                            new ServerSocket(
                                    address.port(), 50, InetAddress.getByName(address.host()));
                    return new Silent(
                            Address.of(address.scheme(), address.host(), socket.getLocalPort()),
                            socket);
                }

                @Override
                @SuppressWarnings("resource") // closed with its stream
                public InputStream connect(Address address) throws IOException {
                    Socket socket = new Socket();
                    socket.connect(new InetSocketAddress(address.host(), address.port()));
                    return socket.getInputStream();
                }
            };

    /**
     * A listener that lets connections come, and neither reads nor writes.
     *
     * @param address its actual address
     * @param end closes it
     */
    record Silent(Address address, AutoCloseable end) {}

    /**
     * Listens silently.
     *
     * @param address a free address, perhaps one that asks for any port
     */
    Silent accept(Address address) throws IOException;

    /**
     * Opens a connection to a listener of the transport, and says nothing.
     *
     * @return what comes from there; its end is the end of the connection, and closing it closes
     *     the connection
     */
    InputStream connect(Address address) throws IOException;
}
