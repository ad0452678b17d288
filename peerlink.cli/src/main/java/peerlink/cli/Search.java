package peerlink.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.Node;

/** Asks registries for peers, and says why none could be asked. */
final class Search {
    private Search() {}

    /**
     * Asks all registries, without being a node.
     *
     * @return who matches, by name, without this identity itself unless the query names it
     * @throws CliException with {@link ExitCode#REGISTRY_UNREACHABLE} if none answers
     */
    static List<Peer> ask(Assembly assembly, Query query) throws CliException {
        Network network = assembly.network();
        Map<PeerId, Peer> found = new LinkedHashMap<>();
        List<IOException> failures = new ArrayList<>();
        List<Address> addresses = assembly.settings().directories(false);
        for (Address address : addresses) {
            try (Directory directory = Assembly.open(address, network)) {
                directory.find(query).forEach(peer -> found.putIfAbsent(peer.id(), peer));
            } catch (IdentityMismatchException e) {
                throw anotherRegistry("the registry " + address.hostAndPort(), e);
            } catch (RefusedException e) {
                throw new CliException(
                        ExitCode.ERROR,
                        "the registry %s: %s".formatted(address.hostAndPort(), e.getMessage()),
                        "it still finds a name: " + ProgramName.call("send bob hello"));
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (failures.size() == addresses.size()) {
            throw unreachable(failures.getFirst());
        }
        return found.values().stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    /**
     * Finds a peer for a node, among those that it knows and by its registries.
     *
     * @throws CliException if no registry could be asked, with {@link ExitCode#REGISTRY_UNREACHABLE}, or one has another key
     */
    static Peer find(Node node, String nameOrId) throws CliException, IOException {
        try {
            return node.find(nameOrId);
        } catch (PeerUnavailableException | UntrustedPeerException | IdentityMismatchException e) {
            throw e;
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** Says why no registry answered: one with another key is worse than none. */
    private static CliException noAnswer(IOException reason) {
        for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof IdentityMismatchException mismatch) {
                return anotherRegistry("a registry", mismatch);
            }
        }
        return unreachable(reason);
    }

    private static CliException anotherRegistry(String registry, IdentityMismatchException cause) {
        return new CliException(
                ExitCode.UNTRUSTED,
                registry + ": " + Failures.message(cause),
                "ask its operator for the id, which %s prints"
                        .formatted(ProgramName.call("registry")));
    }

    private static CliException unreachable(IOException cause) {
        return new CliException(
                ExitCode.REGISTRY_UNREACHABLE,
                Failures.message(cause),
                "start one with %s, or open the chat with %s"
                        .formatted(ProgramName.call("registry"), ProgramName.call("")));
    }
}
