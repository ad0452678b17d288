package peerlink.cli.doctor;

import java.util.List;
import java.util.stream.Collectors;
import peerlink.cli.program.ProgramName;

/**
 * Judges the address translation between this machine and the Internet, by what registries see. One
 * registry can't tell whether the router does the same towards others.
 */
final class NatDoctor {
    private final Examination facts;

    NatDoctor(Examination facts) {
        this.facts = facts;
    }

    Finding finding() {
        List<Sight> all = Sight.all(facts);
        List<Sight> outside = all.stream().filter(Sight::isFromOutside).toList();
        if (outside.isEmpty()) {
            return new Finding(
                    "nat",
                    FindingVerdict.UNKNOWN,
                    all.isEmpty()
                            ? "no registry tells how it sees this machine"
                            : "%s is on this machine or network, and sees no router"
                                    .formatted(names(all)),
                    "on a machine with a public address: "
                            + ProgramName.call("registry --listen 0.0.0.0:7777"));
        }
        List<Sight> behind = outside.stream().filter(sight -> !facts.isOwn(sight.host())).toList();
        if (behind.isEmpty()) {
            return Finding.ok(
                    "nat", "none: %s sees an address of this machine".formatted(names(outside)));
        }
        long addresses = behind.stream().map(Sight::host).distinct().count();
        boolean isMixed = addresses > 1 && isOneVersion(behind);
        if (isMixed) {
            return new Finding(
                    "nat",
                    FindingVerdict.WARN,
                    "registries see different addresses: "
                            + behind.stream()
                                    .map(s -> s.host().getHostAddress() + " by " + s.registry())
                                    .collect(Collectors.joining(", ")),
                    "peers reach this one by a relay; a VPN that is on may be the reason");
        }
        return ports(behind);
    }

    private static boolean isOneVersion(List<Sight> sights) {
        return sights.stream().map(sight -> sight.host().getClass()).distinct().count() == 1;
    }

    private static Finding ports(List<Sight> behind) {
        String seen =
                behind.stream()
                        .map(sight -> sight.host().getHostAddress())
                        .distinct()
                        .collect(Collectors.joining(", "));
        String carrier =
                behind.stream().anyMatch(sight -> Scope.of(sight.host()) == Scope.CARRIER)
                        ? "; the address is one of a carrier's own, so there is a second router"
                        : "";
        long kept = behind.stream().filter(Sight::isSamePort).count();
        if (kept > 0 && kept < behind.size()) {
            return changes(
                    "a router makes %s of this machine, and keeps ports only at times"
                                    .formatted(seen)
                            + carrier);
        }
        if (behind.size() == 1) {
            String one = behind.getFirst().registry();
            return new Finding(
                    "nat",
                    FindingVerdict.UNKNOWN,
                    (kept == 1
                                            ? "a router makes %s of this machine, and keeps the port towards %s; towards others %s can't tell"
                                            : "a router makes %s of this machine, and changes the port towards %s; towards others %s can't tell")
                                    .formatted(seen, one, one)
                            + carrier,
                    "a second registry would tell more; on another machine with a public address: "
                            + ProgramName.call("registry --listen 0.0.0.0:7777"));
        }
        return kept == behind.size()
                ? Finding.ok(
                        "nat",
                        "a router makes %s of this machine, and keeps ports, as %d registries see it"
                                        .formatted(seen, behind.size())
                                + carrier)
                : changes(
                        "a router makes %s of this machine, and changes ports".formatted(seen)
                                + carrier);
    }

    private static Finding changes(String text) {
        return new Finding(
                "nat",
                FindingVerdict.WARN,
                text,
                "peers behind routers reach this one by a relay, unless a port is forwarded");
    }

    static String names(List<Sight> sights) {
        return sights.stream().map(Sight::registry).distinct().collect(Collectors.joining(", "));
    }
}
