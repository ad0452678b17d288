package peerlink.core.address;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import peerlink.api.Printable;

/** Asks the operating system for the interfaces. */
public final class SystemInterfaces implements Interfaces {
    private static final System.Logger LOG = System.getLogger(SystemInterfaces.class.getName());

    /** Linux lists IPv6 addresses here with their flags, which Java does not tell. */
    private static final Path FLAGS = Path.of("/proc/net/if_inet6");

    /** {@code IFA_F_TEMPORARY}, {@code DADFAILED}, {@code DEPRECATED}, {@code TENTATIVE}. */
    private static final int PASSING = 0x01 | 0x08 | 0x20 | 0x40;

    /** Addresses for documentation (RFC 5737, 3849): any way to the Internet leads there. */
    private static final List<String> FAR = List.of("192.0.2.1", "2001:db8::1");

    private static final int DISCARD = 9;

    @Override
    public List<LocalInterface> up() throws IOException {
        Set<InetAddress> passing = passing();
        List<LocalInterface> all = new ArrayList<>();
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            try {
                if (one.isUp() && !one.isLoopback()) {
                    all.add(
                            new LocalInterface(
                                    one.getName(),
                                    String.valueOf(one.getDisplayName()),
                                    one.isPointToPoint(),
                                    one.inetAddresses()
                                            .map(SystemInterfaces::withoutZone)
                                            .map(
                                                    host ->
                                                            new LocalInterface.Host(
                                                                    host, passing.contains(host)))
                                            .toList()));
                }
            } catch (IOException e) {
                // it went away meanwhile
                LOG.log(Level.DEBUG, () -> "an interface is gone: " + Printable.reason(e));
            }
        }
        return all;
    }

    @Override
    public List<InetAddress> routed() {
        List<InetAddress> found = new ArrayList<>();
        for (String far : FAR) {
            InetAddress there = InetAddress.ofLiteral(far);
            boolean isVersion4 = there.getAddress().length == 4;
            // connecting a datagram socket only picks a way
            try (DatagramChannel channel =
                    DatagramChannel.open(
                            isVersion4
                                    ? StandardProtocolFamily.INET
                                    : StandardProtocolFamily.INET6)) {
                channel.connect(new InetSocketAddress(there, DISCARD));
                if (channel.getLocalAddress() instanceof InetSocketAddress local
                        && !local.getAddress().isAnyLocalAddress()) {
                    found.add(withoutZone(local.getAddress()));
                }
            } catch (IOException | UnsupportedOperationException e) {
                LOG.log(Level.DEBUG, () -> "no way to " + far + ": " + Printable.reason(e));
            }
        }
        return found;
    }

    private static Set<InetAddress> passing() {
        Set<InetAddress> passing = new HashSet<>();
        if (Files.isReadable(FLAGS)) {
            try {
                for (String line : Files.readAllLines(FLAGS)) {
                    String[] fields = line.trim().split("\\s+");
                    // address, index, length of the prefix, scope, flags, name
                    if (fields.length >= 5 && (Integer.parseInt(fields[4], 16) & PASSING) != 0) {
                        passing.add(InetAddress.getByAddress(HexFormat.of().parseHex(fields[0])));
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(Level.DEBUG, () -> FLAGS + " is no help: " + Printable.reason(e));
            }
        }
        return passing;
    }

    /** Returns the address as another machine would write it: a zone means nothing there. */
    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (IOException e) {
            throw new IllegalArgumentException("not an address: " + address, e);
        }
    }
}
