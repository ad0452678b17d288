package peerlink.plugin.lan;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.function.Predicate;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;

/** A stranger on the loopback network: hears what everybody hears, and says what it likes. */
final class Ear implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 20_000;

    private final InetSocketAddress group;
    private final MulticastSocket hearing;
    private final MulticastSocket talking;

    Ear(InetSocketAddress group) throws IOException {
        this.group = group;
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
        hearing = new MulticastSocket(null);
        hearing.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        hearing.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        hearing.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), group.getPort()));
        hearing.joinGroup(group, loopback);
        talking = new MulticastSocket(0);
        talking.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
    }

    /** Says something to everybody. */
    void say(byte[] datagram) throws IOException {
        talking.send(new DatagramPacket(datagram, datagram.length, group));
    }

    /** Waits for a datagram to everybody that matches. */
    Bytes hear(Predicate<LanDatagram> matches) throws IOException {
        return hear(hearing, matches, DEADLINE_MILLIS);
    }

    /** Waits for a datagram to this stranger alone that matches. */
    Bytes hearAnswer(Predicate<LanDatagram> matches) throws IOException {
        return hear(talking, matches, DEADLINE_MILLIS);
    }

    /** Returns the number of answers until none has come for this time. */
    int countAnswers(int millis) throws IOException {
        int count = 0;
        try {
            while (true) {
                hear(talking, _ -> true, millis);
                count++;
            }
        } catch (SocketTimeoutException e) {
            return count;
        }
    }

    private static Bytes hear(MulticastSocket socket, Predicate<LanDatagram> matches, int millis)
            throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        while (true) {
            packet.setLength(2_000);
            socket.receive(packet);
            Bytes datagram = Bytes.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
            if (matches.test(read(datagram))) {
                return datagram;
            }
        }
    }

    static LanDatagram read(Bytes datagram) {
        try {
            return LanDatagram.decode(datagram);
        } catch (ProtocolViolationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        hearing.close();
        talking.close();
    }
}
