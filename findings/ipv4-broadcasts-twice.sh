#!/bin/sh
# On Linux a UDP socket for IPv6 that is bound to `::` gets every IPv4 broadcast to its port too, beside the socket for IPv4 that is bound
# to the same port with SO_REUSEADDR or SO_REUSEPORT. A datagram to one IPv4 address, or to a group that the IPv4 socket has joined, comes
# to the IPv4 socket alone. So a program with one channel for each family reads a broadcast twice, and no test with unicast shows it. In
# Java the second copy comes from an INET6 channel with an Inet4Address as its source; Java has no option for IPV6_V6ONLY.
#
# What it means for PeerLink: the plugin `lan` has a channel for each family on port 7776, and drops what is of the other family. Another
# implementation of lan/1 must at least take the same statement or nonce once (docs/lan-protocol.md).
# Needs a JDK 25 (JAVA_HOME) and Linux. Seen with Temurin 25.0.3 and Linux 6.18; it sends on the loopback interface alone.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >Broadcasts.java <<'JAVA'
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.SelectionKey;

class Broadcasts {
    public static void main(String[] arguments) throws Exception {
        NetworkInterface loopback = NetworkInterface.getByName("lo");
        try (DatagramChannel four = bound(StandardProtocolFamily.INET, "0.0.0.0", 0);
                DatagramChannel six = bound(StandardProtocolFamily.INET6, "::", four.socket().getLocalPort());
                DatagramChannel sender = bound(StandardProtocolFamily.INET, "127.0.0.1", 0)) {
            sender.setOption(StandardSocketOptions.SO_BROADCAST, true);
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            four.join(InetAddress.ofLiteral("239.255.0.7"), loopback);
            for (String to : new String[] {"127.0.0.1", "239.255.0.7", "127.255.255.255"}) {
                sender.send(ByteBuffer.wrap(new byte[1]),
                        new InetSocketAddress(to, four.socket().getLocalPort()));
                System.out.println("to " + to + ": INET " + received(four) + ", INET6 " + received(six));
            }
        }
    }

    private static DatagramChannel bound(StandardProtocolFamily family, String address, int port) throws Exception {
        DatagramChannel channel = DatagramChannel.open(family);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    // waits half a second for a datagram
    private static String received(DatagramChannel channel) throws Exception {
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            selector.select(500);
            InetSocketAddress from = (InetSocketAddress) channel.receive(ByteBuffer.allocate(16));
            key.cancel();
            selector.selectNow();
            return from == null ? "nothing" : "one of an " + from.getAddress().getClass().getSimpleName();
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" Broadcasts.java >seen
cat seen
cat >expected <<'TEXT'
to 127.0.0.1: INET one of an Inet4Address, INET6 nothing
to 239.255.0.7: INET one of an Inet4Address, INET6 nothing
to 127.255.255.255: INET one of an Inet4Address, INET6 one of an Inet4Address
TEXT
diff expected seen
