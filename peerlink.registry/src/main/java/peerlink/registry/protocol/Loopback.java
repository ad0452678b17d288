package peerlink.registry.protocol;

import java.net.InetAddress;

/** Tells whether a host is this machine and nothing else, without asking a name server. */
public final class Loopback {
    private Loopback() {}

    public static boolean isLoopback(String host) {
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
