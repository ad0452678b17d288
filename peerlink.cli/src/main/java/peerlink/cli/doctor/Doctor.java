package peerlink.cli.doctor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.HostPort;
import peerlink.core.Node;
import peerlink.core.model.Candidate;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.OwnInterface;
import peerlink.core.model.RelayStatus;

/**
 * Judges how this peer can be reached, with a remedy for each fault.
 *
 * <p>The file is longer than most, as each subject of the examination is a method with its verdict
 * and remedy.
 */
public final class Doctor {
    /** The port of the examples in remedies. */
    static final String EXAMPLE = "0.0.0.0:7001";

    private final Examination facts;
    private final Hints given;

    Doctor(Examination facts, Hints given) {
        this.facts = facts;
        this.given = given;
    }

    /**
     * Examines a node that stays. Takes some seconds.
     *
     * @param given the options that name the profile, for remedies
     */
    public static List<Finding> findings(Node node, Hints given)
            throws IOException, InterruptedException {
        return new Doctor(Examination.of(node), given).findings();
    }

    /** Examines the node that these settings make, by one that was started for the question. */
    public static List<Finding> findings(Node asking, ProgramSettings settings, Hints given)
            throws IOException, InterruptedException {
        return new Doctor(Examination.of(asking, settings), given).findings();
    }

    /** Returns the exit code: 0 if nothing has failed. */
    public static int exitCode(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.verdict() == FindingVerdict.FAIL)
                ? ExitCode.ERROR
                : ExitCode.OK;
    }

    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(interfaces());
        all.add(listening());
        all.addAll(announced());
        RegistryDoctor registries = new RegistryDoctor(facts, given);
        all.addAll(registries.findings());
        all.add(new NatDoctor(facts).finding());
        all.add(new PortDoctor(facts, given).finding());
        all.add(version6());
        all.add(registries.clock());
        all.addAll(relays());
        all.add(lan());
        return all;
    }

    private List<Finding> interfaces() {
        List<Finding> all = new ArrayList<>();
        for (OwnInterface one : facts.interfaces()) {
            all.add(
                    Finding.ok(
                            "interface",
                            "%s %s: %s".formatted(one.name(), hosts(one), meaning(one.kind()))));
        }
        boolean hasRoute =
                facts.interfaces().stream().anyMatch(one -> one.kind() == OwnInterface.Kind.ROUTE);
        if (!hasRoute) {
            all.add(
                    new Finding(
                            "interface",
                            all.isEmpty() ? FindingVerdict.FAIL : FindingVerdict.WARN,
                            all.isEmpty()
                                    ? "this machine is in no network"
                                    : "no interface has a way to the Internet",
                            "connect the machine to a network, then: "
                                    + given.callOnline("doctor")));
        }
        return all;
    }

    private static String hosts(OwnInterface one) {
        String hosts =
                one.hosts().stream()
                        .filter(
                                host ->
                                        !(host instanceof Inet6Address
                                                && host.isLinkLocalAddress()))
                        .sorted(Comparator.comparing(Inet6Address.class::isInstance))
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "));
        return hosts.isEmpty() ? "without an address" : hosts;
    }

    private static String meaning(OwnInterface.Kind kind) {
        return switch (kind) {
            case ROUTE -> "the way to the Internet begins here";
            case REAL -> "another network";
            case TUNNEL -> "a virtual private network";
            case BRIDGE -> "containers or virtual machines of this machine";
        };
    }

    private Finding listening() {
        if (!facts.isDirect()) {
            return Finding.ok(
                    "listening", "nowhere: direct is false, so links go over relays alone");
        }
        if (!facts.obstacle().isEmpty()) {
            return new Finding(
                    "listening",
                    FindingVerdict.FAIL,
                    facts.obstacle(),
                    "any free port: " + given.callAgain("--listen 0.0.0.0:0"));
        }
        if (facts.listening().isEmpty()) {
            return new Finding(
                    "listening",
                    FindingVerdict.FAIL,
                    "nowhere: no peer can open a link to this one",
                    given.callAgain("--listen " + EXAMPLE));
        }
        String places =
                facts.listening().stream()
                        .map(Address::shortForm)
                        .collect(Collectors.joining(", "));
        // nobody but their plugin knows who reaches the addresses of other schemes
        boolean isForeign =
                facts.listening().stream().anyMatch(address -> !address.scheme().equals("tls"));
        if (facts.open().isPresent() || isForeign) {
            return Finding.ok("listening", places);
        }
        boolean isAlone =
                facts.directories().stream()
                        .allMatch(directory -> HostPort.isLoopback(directory.address()));
        return isAlone
                ? Finding.ok("listening", places + ", for peers on this machine")
                : new Finding(
                        "listening",
                        FindingVerdict.WARN,
                        places + ", where peers on other machines can't open a link",
                        given.callAgain("--listen " + EXAMPLE));
    }

    private List<Finding> announced() {
        List<Finding> all = new ArrayList<>();
        for (Candidate candidate : facts.candidates()) {
            all.add(
                    Finding.ok(
                            "announced",
                            "%d. %s: %s"
                                    .formatted(
                                            all.size() + 1,
                                            candidate.address().shortForm(),
                                            reason(candidate))));
        }
        if (all.isEmpty()) {
            all.add(
                    new Finding(
                            "announced",
                            FindingVerdict.WARN,
                            "no address: peers wait until this one writes",
                            facts.isDirect()
                                    ? given.callAgain("--listen " + EXAMPLE)
                                    : "the lines about relays tell what is missing"));
        }
        return all;
    }

    private static String reason(Candidate candidate) {
        return switch (candidate.origin()) {
            case NAMED -> "named by --announce";
            case ROUTE -> "%s, where the way to the Internet begins".formatted(candidate.of());
            case INTERFACE -> candidate.of();
            case PASSING -> "%s; another address soon takes its place".formatted(candidate.of());
            case TUNNEL -> "%s, for members of that private network".formatted(candidate.of());
            case LINK_LOCAL -> "%s, for the same cable alone".formatted(candidate.of());
            case BRIDGE -> "%s; there is no better one".formatted(candidate.of());
            case LISTENER -> "listens there alone";
            case OBSERVED ->
                    "as %s sees this machine".formatted(Address.parse(candidate.of()).shortForm());
            case RELAY -> "a place at a relay, tried last";
        };
    }

    private Finding version6() {
        List<String> open =
                facts.interfaces().stream()
                        .flatMap(one -> one.hosts().stream())
                        .filter(Inet6Address.class::isInstance)
                        .filter(host -> Scope.of(host) == Scope.PUBLIC)
                        .map(InetAddress::getHostAddress)
                        .toList();
        return Finding.ok(
                "ipv6",
                open.isEmpty()
                        ? "no public address: links go over IPv4"
                        : "public: " + String.join(", ", open));
    }

    private List<Finding> relays() {
        boolean isAnyAsked = facts.checks().stream().anyMatch(check -> check.probe().isPresent());
        if (facts.relays().isEmpty() && !facts.isRunning() && !isAnyAsked) {
            return List.of(
                    new Finding(
                            "relay",
                            FindingVerdict.UNKNOWN,
                            "--relay names none, and no registry has told whether it offers one",
                            "examine again while this runs in another terminal: "
                                    + given.callOnline("listen")));
        }
        if (facts.relays().isEmpty()) {
            boolean isNeeded = !facts.isDirect() || new PortDoctor(facts, given).isShut();
            Optional<String> unlisted = new RegistryDoctor(facts, given).unlisted();
            if (unlisted.isPresent()) {
                return List.of(
                        new Finding(
                                "relay",
                                isNeeded ? FindingVerdict.WARN : FindingVerdict.OK,
                                "none: a registry offers its relay to those whom it lists, and --relay names none",
                                isNeeded ? unlisted.get() : ""));
            }
            return List.of(
                    new Finding(
                            "relay",
                            isNeeded ? FindingVerdict.WARN : FindingVerdict.OK,
                            "no registry offers one, and --relay names none",
                            isNeeded
                                    ? "on a machine with a public address: "
                                            + ProgramName.call("relay --listen 0.0.0.0:7779")
                                    : ""));
        }
        return facts.relays().stream().map(this::relay).toList();
    }

    private Finding relay(RelayStatus relay) {
        String place = relay.relay().shortForm();
        if (relay.latency().isPresent()) {
            long millis = relay.latency().get().toMillis();
            return Finding.ok(
                    "relay",
                    facts.isRunning()
                            ? "%s: a place since an answer of %d ms".formatted(place, millis)
                            : "%s: gives a place, within %d ms; the chat and listen keep one"
                                    .formatted(place, millis));
        }
        return relay.failure().isEmpty()
                ? new Finding(
                        "relay",
                        FindingVerdict.UNKNOWN,
                        place + ": asked for a place just now",
                        "again in some seconds: " + given.callOnline("doctor"))
                : new Finding(
                        "relay",
                        relay.isNamed() ? FindingVerdict.FAIL : FindingVerdict.WARN,
                        "%s: no place: %s".formatted(place, relay.failure()),
                        relay.isNamed()
                                ? "compare --relay with the line that the relay prints when it starts"
                                : isSilent(relay)
                                        ? "the line about that registry tells what is missing"
                                        : "its operator allows relaying by --relay on and --relay-allow");
    }

    /** Tells whether the registry that offers the relay does not answer itself. */
    private boolean isSilent(RelayStatus relay) {
        return facts.checks().stream()
                .filter(check -> check.probe().isEmpty() && check.code().isEmpty())
                .anyMatch(check -> check.directory().shortForm().equals(relay.relay().shortForm()));
    }

    private Finding lan() {
        DirectoryStatus status =
                facts.directories().stream()
                        .filter(directory -> EventLines.isLocalNetwork(directory.address()))
                        .findFirst()
                        .orElse(null);
        if (status == null) {
            return Finding.ok("lan", "off: nobody on this network is found, or finds this one");
        }
        String mode =
                facts.lan().equals("contacts")
                        ? "contacts: who knows this id is shown it"
                        : facts.lan() + ": everybody on this network is shown this peer";
        if (facts.isRunning() && !status.connected()) {
            return new Finding(
                    "lan",
                    FindingVerdict.WARN,
                    "%s; %s"
                            .formatted(
                                    mode,
                                    status.detail().isEmpty() ? "not begun" : status.detail()),
                    "another program may hold UDP port 7776; on Linux it shows in: ss -ulpn sport = :7776");
        }
        return Finding.ok("lan", mode);
    }
}
