package peerlink.cli.registry;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Version;
import peerlink.registry.admin.AdminServer;
import peerlink.registry.admin.LogEvent;
import peerlink.registry.admin.RegistryMetrics;

/** Opens the admin port of a server, if it is to have one. */
final class AdminPort {
    private static final System.Logger LOG = System.getLogger(AdminPort.class.getName());

    private AdminPort() {}

    /**
     * @param address empty for none
     * @param isAsked whether the operator named the address: if not, the server does without when
     * another program has it
     */
    static Optional<AdminServer> open(
            Optional<InetSocketAddress> address,
            boolean isAsked,
            Set<String> names,
            RegistryMetrics metrics)
            throws IOException {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AdminServer.start(address.get(), names, metrics, Version.text()));
        } catch (BindException e) {
            if (isAsked) {
                throw new IOException(
                        "can't listen on %s for --admin: %s"
                                .formatted(
                                        text(address.get()),
                                        Failures.lowerCase(Failures.message(e))),
                        e);
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    LogEvent.of("no-admin-port", "reason", text(address.get()) + " is in use"));
            return Optional.empty();
        }
    }

    /** Returns the address of the page, for the log. */
    static String shown(Optional<AdminServer> admin) {
        return admin.map(port -> "http://" + text(port.address()) + "/").orElse("off");
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
