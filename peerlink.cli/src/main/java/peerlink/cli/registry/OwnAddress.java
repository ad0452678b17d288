package peerlink.cli.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the address by which other machines most probably reach this one. */
final class OwnAddress {
    /** Interfaces that a container, a hypervisor or a tunnel has made. */
    private static final Pattern VIRTUAL =
            Pattern.compile(
                    "(docker|br-|virbr|veth|vnet|vmnet|vboxnet|lxc|lxd|cni|podman|tun|tap|wg|utun|tailscale|zt).*");

    /**
     * Addresses for documentation (RFC 5737, RFC 3849): the program sends nothing there, and asks
     * the system only for the route.
     */
    private static final List<String> ELSEWHERE = List.of("192.0.2.1", "2001:db8::1");

    private OwnAddress() {}

    /**
     * An interface's address.
     *
     * @param card the interface's name
     */
    record Candidate(String card, InetAddress address) {}

    /**
     * Returns the address as text, without a zone: the default route's if there is one, else the
     * best other one, else a loopback one.
     */
    static String find() throws SocketException {
        for (String elsewhere : ELSEWHERE) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(elsewhere, 9));
                InetAddress own = socket.getLocalAddress();
                if (!own.isAnyLocalAddress() && !own.isLoopbackAddress()) {
                    return text(own);
                }
            } catch (IOException | UncheckedIOException e) {
                // no route there: the next one
            }
        }
        return best(NetworkInterface.networkInterfaces()
                        .filter(OwnAddress::isUp)
                        .flatMap(
                                card ->
                                        card.inetAddresses()
                                                .map(own -> new Candidate(card.getName(), own))))
                .map(OwnAddress::text)
                .orElse("127.0.0.1");
    }

    /**
     * Returns the best address: a real interface's before a virtual one's, IPv4 before IPv6, a
     * loopback one last.
     */
    static Optional<InetAddress> best(Stream<Candidate> candidates) {
        return candidates
                .filter(candidate -> !candidate.address().isLinkLocalAddress())
                .min(
                        Comparator.comparing(
                                        (Candidate candidate) ->
                                                candidate.address().isLoopbackAddress())
                                .thenComparing(
                                        candidate -> VIRTUAL.matcher(candidate.card()).matches())
                                .thenComparing(
                                        candidate ->
                                                !(candidate.address() instanceof Inet4Address)))
                .map(Candidate::address);
    }

    private static boolean isUp(NetworkInterface card) {
        try {
            return card.isUp();
        } catch (SocketException e) {
            return false; // the interface has gone meanwhile
        }
    }

    private static String text(InetAddress address) {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}
