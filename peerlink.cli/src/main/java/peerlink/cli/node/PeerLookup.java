package peerlink.cli.node;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.HostPort;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.NodeEndedException;
import peerlink.core.model.UnservedAddressException;

/**
 * Finds peers in registries, and says why none could be asked.
 *
 * <p>The file is longer than most, as each way in which a search fails has an error and a hint of
 * its own.
 */
public final class PeerLookup {
    /** The address on which {@code peerlink registry} listens by default. */
    private static final String USUAL = "127.0.0.1:7777";

    private PeerLookup() {}

    /**
     * The result of a query.
     *
     * @param peers the peers that match, by name
     * @param isWhole whether all registries have answered
     * @param registries the registries that know such a peer, with the keys that they have proved,
     *     but for this machine's own
     */
    public record Found(List<Peer> peers, boolean isWhole, List<Address> registries) {}

    /**
     * Asks all registries, without a node.
     *
     * @param given the options for hints
     * @param err the stream for the warning that some registries don't answer
     * @return the peers that match, which may include this identity
     * @throws CliException with {@link ExitCode#REGISTRY_UNREACHABLE} if none can be reached; or if
     * none answers, and one has another key or refuses
     */
    public static Found ask(NodeAssembly assembly, NodeOptions given, Query query, PrintStream err)
            throws CliException {
        return ask(assembly, given, query, err, List::of);
    }

    /**
     * Asks all registries, and beside them the local network, for everybody.
     *
     * @throws CliException as {@link #ask} does, if nobody is found on the local network
     */
    public static Found everyone(NodeAssembly assembly, NodeOptions given, PrintStream err)
            throws CliException {
        CompletableFuture<List<Peer>> neighbours =
                CompletableFuture.supplyAsync(
                        () -> LocalNetworkQuery.everyone(assembly),
                        task ->
                                Thread.ofVirtual()
                                        .name("peerlink directory-query lan")
                                        .start(task));
        return ask(assembly, given, new Query.Everyone(), err, neighbours::join);
    }

    private static Found ask(
            NodeAssembly assembly,
            NodeOptions given,
            Query query,
            PrintStream err,
            Supplier<List<Peer>> neighbours)
            throws CliException {
        Map<PeerId, Peer> found = new LinkedHashMap<>();
        List<Address> registries = new ArrayList<>();
        Map<Address, IOException> failures = new LinkedHashMap<>();
        List<Address> addresses = assembly.settings().directories(false);
        try (CommandDirectories opener = new CommandDirectories(assembly)) {
            for (Address address : addresses) {
                try (Directory directory = opener.open(address)) {
                    List<Peer> peers = directory.find(query);
                    peers.forEach(peer -> found.put(peer.id(), peer));
                    if (!peers.isEmpty() && !assembly.settings().isUnnamed(address)) {
                        directory.pinned().ifPresent(registries::add);
                    }
                } catch (UnservedAddressException e) {
                    CliException worded = UnservedAddresses.worded(e, given);
                    if (addresses.size() == 1 || e.others().isEmpty()) {
                        throw worded;
                    }
                    failures.put(address, new IOException(worded.getMessage(), worded));
                } catch (IOException e) {
                    failures.put(address, e);
                }
            }
        }
        List<Peer> near = neighbours.get();
        near.forEach(peer -> found.putIfAbsent(peer.id(), peer));
        boolean isNone = failures.size() == addresses.size();
        if (addresses.size() > 1 || !near.isEmpty()) {
            // a registry that nobody has named need not run
            failures.keySet().removeIf(assembly.settings()::isUnnamed);
        }
        if (isNone && near.isEmpty()) {
            throw noneAnswers(failures, given);
        }
        failures.forEach(
                (address, e) ->
                        err.println(
                                "warning: "
                                        + HeldPort.among(List.of(address))
                                                .map(HeldPort::problem)
                                                .orElseGet(
                                                        () ->
                                                                "the registry %s: %s"
                                                                        .formatted(
                                                                                address.shortForm(),
                                                                                Failures.message(
                                                                                        e)))));
        return new Found(
                found.values().stream().sorted(Comparator.comparing(Peer::name)).toList(),
                failures.isEmpty(),
                registries);
    }

    /** Returns the worst failure: another key, then a refusal, then an unreachable registry. */
    private static CliException noneAnswers(Map<Address, IOException> failures, NodeOptions given) {
        for (Map.Entry<Address, IOException> failure : failures.entrySet()) {
            if (failure.getValue() instanceof IdentityMismatchException mismatch) {
                return anotherRegistry("the registry " + failure.getKey().shortForm(), mismatch);
            }
        }
        for (Map.Entry<Address, IOException> failure : failures.entrySet()) {
            if (failure.getValue() instanceof RefusedException refused) {
                return new CliException(
                        ExitCode.ERROR,
                        "the registry %s: %s"
                                .formatted(failure.getKey().shortForm(), refused.getMessage()),
                        hint(refused, given));
            }
        }
        IOException first = failures.values().iterator().next();
        return first.getCause() instanceof CliException worded
                ? worded
                : unreachable(first, failures.keySet(), given);
    }

    private static String hint(RefusedException refused, NodeOptions given) {
        return switch (refused.code()) {
            case "not-allowed" ->
                    "whose id you know is found all the same, and by an exact name unless the registry is hidden:\n"
                            + given.callOnline("send bob hello");
            case "not-registered" ->
                    "one registers by being there: leave one of these running in another terminal:\n%s\n%s"
                            .formatted(given.callOnline(""), given.callOnline("listen"));
            default -> "";
        };
    }

    /** Returns the contact, or the peer that is online, of a name or id. Asks no registry. */
    public static Optional<Peer> known(Node node, String nameOrId) throws IOException {
        node.contacts().refresh();
        List<Peer> all = node.peers();
        List<Peer> byId = all.stream().filter(peer -> peer.id().text().equals(nameOrId)).toList();
        List<Peer> known = byId.isEmpty() ? PeerName.matching(nameOrId, all, Peer::name) : byId;
        // two may go by one name: then the search says so
        return known.size() == 1 ? Optional.of(known.getFirst()) : Optional.empty();
    }

    /**
     * Finds a peer among those that the node knows and by its registries.
     *
     * @param given the options for hints
     * @throws CliException if no registry could be asked, with
     * {@link ExitCode#REGISTRY_UNREACHABLE}, or one has another key
     */
    public static Peer find(Node node, String nameOrId, NodeOptions given)
            throws CliException, IOException {
        try {
            return node.find(nameOrId);
        } catch (PeerUnavailableException | UntrustedPeerException | IdentityMismatchException e) {
            throw e;
        } catch (IOException e) {
            throw noAnswer(e, node, given);
        }
    }

    /**
     * Asks the directories of a node that stays for everybody.
     *
     * @param given the options for hints
     * @param warnings gets a line for each registry that does not answer
     * @return the peers, without this identity, under the names by which the node knows them
     * @throws CliException if no registry answers and nobody is found otherwise
     */
    public static Found everyone(Node node, NodeOptions given, Consumer<String> warnings)
            throws CliException, NodeEndedException {
        try {
            List<Peer> peers = node.browse();
            List<DirectoryStatus> registries =
                    node.directories().stream()
                            .filter(directory -> !EventLines.isLocalNetwork(directory.address()))
                            .toList();
            List<DirectoryStatus> silent =
                    registries.stream().filter(directory -> !directory.connected()).toList();
            if (peers.isEmpty() && !silent.isEmpty() && silent.size() == registries.size()) {
                throw new IOException(
                        silent.getFirst().detail().isEmpty()
                                ? problem(silent.getFirst())
                                : silent.getFirst().detail());
            }
            silent.forEach(directory -> warnings.accept("warning: " + problem(directory)));
            return new Found(peers, silent.isEmpty(), List.of());
        } catch (NodeEndedException e) {
            throw e;
        } catch (IOException e) {
            throw noAnswer(e, node, given);
        }
    }

    private static String problem(DirectoryStatus registry) {
        return HeldPort.among(List.of(registry.address()))
                .map(HeldPort::problem)
                .orElseGet(
                        () ->
                                "the registry %s: %s"
                                        .formatted(
                                                registry.address().shortForm(),
                                                registry.detail().isEmpty()
                                                        ? "no answer yet"
                                                        : registry.detail()));
    }

    /** Returns the held address of a registry that has not answered the node, if there is one. */
    public static Optional<HeldPort> held(Node node) {
        return HeldPort.among(
                node.directories().stream()
                        .filter(directory -> !directory.connected())
                        .map(DirectoryStatus::address)
                        .toList());
    }

    /**
     * Returns the error about registries that did not answer. Another key is worse than no answer.
     */
    private static CliException noAnswer(IOException reason, Node node, NodeOptions given) {
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof IdentityMismatchException mismatch) {
                return anotherRegistry("a registry", mismatch);
            }
            if (cause instanceof RefusedException refused) {
                return new CliException(
                        ExitCode.ERROR,
                        Failures.message(reason),
                        refused.code().equals("not-allowed")
                                ? "use the id in place of the name; where the other is, it is printed by:\n%s"
                                        .formatted(ProgramName.call("id"))
                                : "");
            }
        }
        return unreachable(
                reason, node.directories().stream().map(DirectoryStatus::address).toList(), given);
    }

    private static CliException anotherRegistry(String registry, IdentityMismatchException cause) {
        return new CliException(
                ExitCode.UNTRUSTED,
                registry + ": " + Failures.message(cause),
                "ask its operator for the id, which %s prints"
                        .formatted(ProgramName.call("registry")));
    }

    private static CliException unreachable(
            IOException cause, Collection<Address> registries, NodeOptions given) {
        Optional<HeldPort> held = HeldPort.among(registries);
        if (held.isPresent()) {
            return new CliException(
                    ExitCode.REGISTRY_UNREACHABLE,
                    held.get().problem() + ": " + Failures.message(cause),
                    held.get().hint());
        }
        return new CliException(
                ExitCode.REGISTRY_UNREACHABLE,
                Failures.message(cause),
                registries.stream()
                        .filter(
                                registry ->
                                        registry.scheme().equals("local")
                                                || HostPort.isLoopback(registry))
                        .findFirst()
                        .map(registry -> start(registry, given))
                        .orElseGet(() -> elsewhere(registries.iterator().next())));
    }

    /** Returns the command that starts the registry which does not answer, on its address. */
    private static String start(Address registry, NodeOptions given) {
        String where = registry.shortForm();
        String command =
                given.callRegistry(where.equals(USUAL) ? "registry" : "registry --listen " + where);
        return registry.scheme().equals("local")
                ? "start one, or open the chat, which has its own:\n%s\n%s"
                        .formatted(command, given.call(""))
                : "start one:\n" + command;
    }

    private static String elsewhere(Address registry) {
        if (!registry.scheme().equals("registry")) {
            return "check the address; what finds peers at such ones is a plugin's:\n"
                    + ProgramName.call("plugins");
        }
        return "check the address and the network; where it is to run it starts with:\n"
                + ProgramName.call("registry --listen " + registry.shortForm());
    }
}
