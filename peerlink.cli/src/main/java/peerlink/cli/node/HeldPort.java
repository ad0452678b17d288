package peerlink.cli.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.cli.text.HostPort;

/**
 * The address of a registry of this machine that another program holds. The program accepts
 * connections, as the system does for it, and does not answer as a registry. Callers look for one
 * where a registry has not answered.
 *
 * @param registry the address of the registry
 */
public record HeldPort(Address registry) {
    /** Half a second: the system itself accepts at once, or no program listens. */
    private static final int MILLIS = 500;

    /**
     * Returns the first of these registries whose address is this machine's and held. Waits for
     * half a second at most for each.
     *
     * @param unanswered the registries that have not answered
     */
    public static Optional<HeldPort> among(Collection<Address> unanswered) {
        return unanswered.stream()
                .filter(registry -> HostPort.isLoopback(registry) && registry.uri().getPort() >= 0)
                .filter(HeldPort::isHeld)
                .findFirst()
                .map(HeldPort::new);
    }

    private static boolean isHeld(Address registry) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(registry.host()), registry.port()),
                    MILLIS);
            return true;
        } catch (IOException e) {
            return false; // no program listens, or not even the system accepts
        }
    }

    /** Returns the problem, one line. */
    public String problem() {
        return "the program at %s accepts connections but does not answer as a registry"
                .formatted(registry.hostAndPort());
    }

    /** Returns the command that names the program. */
    public String hint() {
        boolean isLinux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        return (isLinux ? "ss -ltnp 'sport = :%d'" : "lsof -nP -iTCP:%d -sTCP:LISTEN")
                .formatted(registry.port());
    }
}
