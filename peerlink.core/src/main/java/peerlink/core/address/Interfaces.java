package peerlink.core.address;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Lists the network interfaces of this machine. Called by one thread at a time. */
public interface Interfaces {
    /** Returns the interfaces that are up, but the loopback one. */
    List<LocalInterface> up() throws IOException;

    /**
     * Returns the addresses from which this machine would send to the Internet, one each for IPv4
     * and IPv6 if there is a way. Sends nothing.
     */
    List<InetAddress> routed();
}
