package peerlink.registry;

import java.net.InetAddress;

/** Tells whether a host is this machine and nothing else, without asking a name server. */
final class Loopback {
    private Loopback() {}

    static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
