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
 * The address of a registry of this machine that another program holds: it accepts connections, as
 * the system does for it, and does not answer as a registry. To be looked for where a registry has
 * not answered.
 *
 * @param registry the address that was asked
 */
public record HeldPort(Address registry) {
    /** The system itself accepts at once, or there is nobody. */
    private static final int MILLIS = 500;

    /**
     * Returns the first of the registries that have not answered whose address is this machine's
     * and held; waits for half a second at most.
     */
    public static Optional<HeldPort> among(Collection<Address> unanswered) {
        return unanswered.stream()
                .filter(HostPort::isLoopback)
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
            return false; // nobody listens, or not even the system accepts
        }
    }

    /** Returns what is wrong, as one line. */
    public String problem() {
        return "the program at %s accepts connections but does not answer as a registry"
                .formatted(registry.hostAndPort());
    }

    /** Returns the command that tells which program it is. */
    public String hint() {
        boolean isLinux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        return (isLinux ? "ss -ltnp 'sport = :%d'" : "lsof -nP -iTCP:%d -sTCP:LISTEN")
                        .formatted(registry.port())
                + " names it: end it, or have it listen elsewhere";
    }
}
