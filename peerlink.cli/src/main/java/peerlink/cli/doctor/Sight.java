package peerlink.cli.doctor;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peerlink.api.DirectoryProbe;
import peerlink.core.model.DirectoryCheck;

/**
 * The sight that one registry has of this machine.
 *
 * @param registry the registry's place
 * @param host the host that it sees
 */
record Sight(String registry, InetAddress host, DirectoryProbe probe) {
    /** Returns the sights of all registries that have told. */
    static List<Sight> all(Examination facts) {
        return facts.checks().stream().flatMap(Sight::of).toList();
    }

    private static Stream<Sight> of(DirectoryCheck check) {
        Optional<DirectoryProbe> probe = check.probe();
        Optional<InetAddress> host = probe.flatMap(told -> Scope.host(told.observed()));
        return host.isEmpty() || probe.isEmpty()
                ? Stream.of()
                : Stream.of(new Sight(check.directory().shortForm(), host.get(), probe.get()));
    }

    /** Tells whether it sees this machine from outside of its own network. */
    boolean isFromOutside() {
        return Scope.of(host) != Scope.PRIVATE;
    }

    /** Tells whether it sees the port that this machine has used. */
    boolean isSamePort() {
        return probe.local().port() == probe.observed().port();
    }
}
