package peerlink.cli.doctor;

import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;

/** Judges whether the listening port can be reached from outside, by what registries have tried. */
final class PortDoctor {
    private final Examination facts;
    private final Hints given;
    private final List<Sight> tried;

    PortDoctor(Examination facts, Hints given) {
        this.facts = facts;
        this.given = given;
        this.tried =
                Sight.all(facts).stream()
                        .filter(sight -> sight.probe().reachable().isPresent())
                        .toList();
    }

    Finding finding() {
        int port = facts.port();
        if (!facts.isDirect()) {
            return Finding.ok("port", "none is open: links go over relays alone");
        }
        if (port == 0) {
            return new Finding(
                    "port",
                    FindingVerdict.UNKNOWN,
                    "not tried: no port is open to other machines",
                    given.callAgain("--listen " + Doctor.EXAMPLE));
        }
        if (tried.isEmpty()) {
            return new Finding(
                    "port",
                    FindingVerdict.UNKNOWN,
                    "no registry has tried port %d from outside".formatted(port),
                    "on a machine with a public address: "
                            + ProgramName.call("registry --listen 0.0.0.0:7777"));
        }
        Optional<Sight> through =
                tried.stream()
                        .filter(sight -> sight.probe().reachable().orElse(false))
                        .max(
                                (one, other) ->
                                        Boolean.compare(
                                                one.isFromOutside(), other.isFromOutside()));
        if (through.isPresent()) {
            String place = place(through.get(), port);
            return through.get().isFromOutside()
                    ? Finding.ok(
                            "port", "%s connects to %s".formatted(through.get().registry(), place))
                    : new Finding(
                            "port",
                            FindingVerdict.UNKNOWN,
                            "%s connects to %s from this network; from outside nobody has tried"
                                    .formatted(through.get().registry(), place),
                            "on a machine with a public address: "
                                    + ProgramName.call("registry --listen 0.0.0.0:7777"));
        }
        Sight shut = tried.getFirst();
        return new Finding(
                "port",
                FindingVerdict.WARN,
                "%s can't connect to %s: a router or firewall lets nobody in"
                        .formatted(shut.registry(), place(shut, port)),
                remedy(shut, port));
    }

    /** Tells whether a registry has found the port shut. */
    boolean isShut() {
        return !tried.isEmpty()
                && tried.stream().noneMatch(sight -> sight.probe().reachable().orElse(false));
    }

    private String remedy(Sight shut, int port) {
        if (facts.isOwn(shut.host())) {
            return "let TCP port %d in at this machine's firewall, then: %s"
                    .formatted(port, given.callAgain("--listen 0.0.0.0:" + port));
        }
        int inside = facts.open().map(Address::port).orElse(port);
        return "forward TCP port %d of the router to port %d here, then: %s"
                .formatted(
                        port,
                        inside,
                        given.callAgain(
                                "--listen 0.0.0.0:%d --announce %s"
                                        .formatted(inside, place(shut, port))));
    }

    private static String place(Sight sight, int port) {
        return Address.of("tls", sight.host().getHostAddress(), port).hostAndPort();
    }
}
