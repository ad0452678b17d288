package peerlink.plugin.lan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * Tells where a datagram came from.
 *
 * @param isOwn whether it came from an address of this machine
 * @param zone the number of the interface on whose network the address is, if that is known
 */
record LanSource(InetSocketAddress socket, boolean isOwn, OptionalInt zone) {
    InetAddress address() {
        return socket.getAddress();
    }
}
