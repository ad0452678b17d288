package peerlink.plugin.lan;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Printable;

/**
 * Sends and receives the datagrams of one directory. The <em>voice</em> is a port of its own: all
 * is sent from it, and answers come back to it. The <em>ear</em> is the port that all nodes of a
 * machine share, on which groups and broadcasts arrive. Each has a socket for IPv4 and one for
 * IPv6, if the system has it. Safe for use by several threads.
 */
final class LanSockets implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LanSockets.class.getName());

    /** The transient link-local group of IPv6 (RFC 4291, section 2.7). */
    static final Inet6Address GROUP6 = group6();

    private final InetSocketAddress group;
    private final BiConsumer<Bytes, InetSocketAddress> onDatagram;
    private final List<DatagramChannel> voice = new ArrayList<>();
    private final List<DatagramChannel> ear = new ArrayList<>();
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private boolean isClosed;

    /**
     * @param group the group of IPv4, and the port of the ear
     * @param onDatagram called by a thread for each socket; at most {@link
     *     LanDatagram#MAX_LENGTH} bytes
     */
    LanSockets(InetSocketAddress group, BiConsumer<Bytes, InetSocketAddress> onDatagram) {
        this.group = group;
        this.onDatagram = onDatagram;
    }

    private static Inet6Address group6() {
        try {
            byte[] bytes = new byte[16];
            bytes[0] = (byte) 0xff;
            bytes[1] = 0x12;
            bytes[14] = 'P';
            bytes[15] = 'L';
            return (Inet6Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address of IPv6", e);
        }
    }

    /** Opens the voice, unless it is open. */
    synchronized void speak() throws IOException {
        if (voice.isEmpty()) {
            open(voice, 0, "lan-voice");
        }
    }

    /**
     * Opens the ear, unless it is open, and joins the groups on these interfaces.
     *
     * @throws IOException if the port can't be opened; the message says why
     */
    synchronized void listen(List<LanInterface> interfaces) throws IOException {
        ear.removeIf(channel -> !channel.isOpen());
        if (ear.isEmpty()) {
            open(ear, group.getPort(), "lan-ear");
        }
        for (LanInterface one : interfaces) {
            for (DatagramChannel channel : ear) {
                join(channel, one);
            }
        }
    }

    /** Closes the ear; {@link #listen} opens it again. */
    synchronized void deafen() {
        ear.forEach(LanSockets::close);
        ear.clear();
    }

    private void open(List<DatagramChannel> channels, int port, String role) throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        channels.add(bound(StandardProtocolFamily.INET, "0.0.0.0", port));
        try {
            channels.add(bound(StandardProtocolFamily.INET6, "::", port));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, () -> "no IPv6 for the local network: " + e);
        }
        for (DatagramChannel channel : channels) {
            String family = channel == channels.getFirst() ? "4" : "6";
            Thread.ofPlatform()
                    .daemon()
                    .name("peerlink " + role + " " + family)
                    .start(() -> read(channel));
        }
    }

    private static DatagramChannel bound(ProtocolFamily family, String any, int port)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        boolean isBound = false;
        try {
            if (port != 0) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                setIfKnown(channel, StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            // one hop: no router takes it further
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(any), port));
            isBound = true;
            return channel;
        } catch (BindException e) {
            throw new IOException(
                    "UDP port %d is used by a program that does not share it: %s"
                            .formatted(port, Printable.reason(e)),
                    e);
        } finally {
            if (!isBound) {
                channel.close();
            }
        }
    }

    private static <T> void setIfKnown(DatagramChannel channel, SocketOption<T> option, T value)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    private void join(DatagramChannel channel, LanInterface one) {
        boolean isIpv4 = channel == ear.getFirst();
        if (isIpv4 ? !one.hasIpv4() : !one.hasIpv6()) {
            return;
        }
        try {
            // does nothing if it is a member already
            channel.join(isIpv4 ? group.getAddress() : GROUP6, one.card());
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, () -> "cannot hear the group on " + one.name() + ": " + e);
        }
    }

    /** Sends to everybody on the network of an interface, in each of the ways that it has. */
    synchronized void toAll(LanInterface one, byte[] datagram) {
        if (voice.isEmpty() || isClosed) {
            return;
        }
        if (one.hasIpv4()) {
            send(voice.getFirst(), one.card(), group, datagram);
            for (Inet4Address all : one.broadcasts()) {
                send(voice.getFirst(), null, new InetSocketAddress(all, group.getPort()), datagram);
            }
        }
        if (one.hasIpv6() && voice.size() > 1) {
            InetSocketAddress to = new InetSocketAddress(GROUP6, group.getPort());
            send(voice.getLast(), one.card(), to, datagram);
        }
    }

    /** Sends to one address. */
    synchronized void toOne(InetSocketAddress to, byte[] datagram) {
        boolean isIpv4 = to.getAddress() instanceof Inet4Address;
        if (!isClosed && voice.size() > (isIpv4 ? 0 : 1)) {
            send(isIpv4 ? voice.getFirst() : voice.getLast(), null, to, datagram);
        }
    }

    /** Tells whether a datagram from this port of this machine is this voice's. */
    synchronized boolean isVoice(int port) {
        for (DatagramChannel channel : voice) {
            try {
                if (channel.getLocalAddress() instanceof InetSocketAddress own
                        && own.getPort() == port) {
                    return true;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "closed meanwhile: " + e);
            }
        }
        return false;
    }

    private static void send(
            DatagramChannel channel,
            @Nullable NetworkInterface through,
            InetSocketAddress to,
            byte[] datagram) {
        try {
            if (through != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, through);
            }
            channel.send(ByteBuffer.wrap(datagram), to);
        } catch (IOException | IllegalArgumentException e) {
            // a network may go at any moment, and not each takes each kind; the others count
            LOG.log(Level.DEBUG, () -> "not sent to " + to + ": " + e);
        }
    }

    private void read(DatagramChannel channel) {
        // one byte more than allowed, so that a longer one shows
        ByteBuffer buffer = ByteBuffer.allocate(LanDatagram.MAX_LENGTH + 1);
        try {
            while (true) {
                buffer.clear();
                if (channel.receive(buffer) instanceof InetSocketAddress from
                        && buffer.position() <= LanDatagram.MAX_LENGTH
                        && isOfFamily(channel, from)) {
                    take(Bytes.copyOf(buffer.array(), 0, buffer.position()), from);
                }
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "the local network is heard no more");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot read from the local network: {0}", Printable.reason(e));
            close(channel);
        }
    }

    /** Hands a datagram on. A fault in judging one makes a node deaf to no other. */
    private void take(Bytes datagram, InetSocketAddress from) {
        try {
            onDatagram.accept(datagram, from);
        } catch (RuntimeException e) {
            // the trace once: whoever found the fault could fill the disk with it
            if (hasFailed.compareAndSet(false, true)) {
                LOG.log(Level.ERROR, "a datagram of " + from.getAddress() + " was dropped", e);
            } else {
                LOG.log(Level.DEBUG, () -> "another datagram was dropped: " + Printable.reason(e));
            }
        }
    }

    /** A socket of IPv6 also gets the broadcasts of IPv4, which the other socket has. */
    private synchronized boolean isOfFamily(DatagramChannel channel, InetSocketAddress from) {
        boolean isIpv4 =
                !voice.isEmpty() && channel == voice.getFirst()
                        || !ear.isEmpty() && channel == ear.getFirst();
        return isIpv4 == (from.getAddress() instanceof Inet4Address);
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        voice.forEach(LanSockets::close);
        ear.forEach(LanSockets::close);
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "closing a socket: " + e);
        }
    }
}
