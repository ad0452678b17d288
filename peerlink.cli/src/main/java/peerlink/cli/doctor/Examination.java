package peerlink.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Printable;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.text.HostPort;
import peerlink.core.Diagnosis;
import peerlink.core.Node;
import peerlink.core.model.Candidate;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.OwnInterface;
import peerlink.core.model.RelayStatus;

/**
 * The facts that the doctor judges.
 *
 * @param isRunning whether they are of a node that stays, as the chat's; otherwise of one that was
 *     started for the question
 * @param isDirect whether links may be direct; otherwise nothing listens
 * @param listening the addresses where links are accepted, or would be
 * @param obstacle the reason why no port could be opened there; empty if one could
 * @param candidates the addresses that are announced, or would be, in their order
 * @param checks the answers of the directories about this node
 * @param relays the places at relays; those of a moment if the node does not stay
 * @param lan the word for who sees this peer on the local network
 */
record Examination(
        boolean isRunning,
        boolean isDirect,
        List<Address> listening,
        String obstacle,
        List<OwnInterface> interfaces,
        List<Candidate> candidates,
        List<DirectoryStatus> directories,
        List<DirectoryCheck> checks,
        List<RelayStatus> relays,
        String lan) {
    Examination {
        listening = List.copyOf(listening);
        interfaces = List.copyOf(interfaces);
        candidates = List.copyOf(candidates);
        directories = List.copyOf(directories);
        checks = List.copyOf(checks);
        relays = List.copyOf(relays);
    }

    /** Examines a node that stays. Takes some seconds. */
    static Examination of(Node node) throws IOException, InterruptedException {
        Diagnosis diagnosis = node.diagnosis();
        List<Address> listening = diagnosis.listening();
        List<Candidate> candidates = diagnosis.candidates();
        List<DirectoryCheck> checks = diagnosis.ask(port(listening, candidates));
        return new Examination(
                true,
                diagnosis.isDirect(),
                listening,
                "",
                diagnosis.interfaces(),
                candidates,
                node.directories(),
                checks,
                diagnosis.relays(),
                lan(node));
    }

    /**
     * Examines a node that stays with these settings, which does not run now. Opens its port for
     * the time that this takes.
     *
     * @param node asks the registries
     */
    static Examination of(Node node, ProgramSettings settings)
            throws IOException, InterruptedException {
        Optional<Address> wanted =
                settings.listenAddresses().stream()
                        .filter(address -> settings.isDirect() && address.scheme().equals("tls"))
                        .findFirst();
        try (ServerSocket socket = new ServerSocket()) {
            // those of plugins' transports are not tried: it would take the plugins
            List<Address> listening =
                    new ArrayList<>(
                            settings.listenAddresses().stream()
                                    .filter(_ -> settings.isDirect())
                                    .filter(address -> !address.scheme().equals("tls"))
                                    .toList());
            String obstacle = "";
            try {
                if (wanted.isPresent()) {
                    String host = wanted.get().host();
                    socket.bind(new InetSocketAddress(host, wanted.get().port()));
                    listening.add(Address.of("tls", host, socket.getLocalPort()));
                }
            } catch (IOException e) {
                obstacle =
                        "can't listen on %s: %s"
                                .formatted(wanted.orElseThrow().hostAndPort(), Printable.reason(e));
            }
            Diagnosis diagnosis = node.diagnosis();
            List<Candidate> candidates =
                    diagnosis.candidates(
                            listening, settings.isDirect() ? settings.announced() : List.of());
            List<DirectoryCheck> checks = diagnosis.ask(port(listening, candidates));
            return new Examination(
                    false,
                    diagnosis.isDirect(),
                    listening,
                    obstacle,
                    diagnosis.interfaces(),
                    candidates,
                    node.directories(),
                    checks,
                    diagnosis.tryRelays(),
                    lan(node));
        }
    }

    private static String lan(Node node) {
        return node.diagnosis().settings("lan").getOrDefault("show", "off");
    }

    /** Returns the port that others are to find open; 0 if there is none. */
    private static int port(List<Address> listening, List<Candidate> candidates) {
        Optional<Integer> named =
                candidates.stream()
                        .filter(candidate -> candidate.origin() == Candidate.Origin.NAMED)
                        .map(candidate -> candidate.address().uri().getPort())
                        .filter(port -> port > 0)
                        .findFirst();
        return named.or(() -> open(listening).map(Address::port)).orElse(0);
    }

    private static Optional<Address> open(List<Address> listening) {
        return listening.stream()
                .filter(address -> address.uri().getHost() != null && address.uri().getPort() >= 0)
                .filter(address -> !HostPort.isLoopback(address))
                .findFirst();
    }

    /** Returns the port that registries were asked to try; 0 for none. */
    int port() {
        return port(listening, candidates);
    }

    /** Returns the address of a listener that not only this machine reaches. */
    Optional<Address> open() {
        return open(listening);
    }

    /** Tells whether an interface of this machine has an address. */
    boolean isOwn(InetAddress host) {
        return interfaces.stream().anyMatch(one -> one.hosts().contains(host));
    }
}
