package peerlink.cli.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.core.Node;
import peerlink.core.model.Attempt;
import peerlink.core.model.Dial;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.UnservedAddressException;

/**
 * The facts about the ways to one peer, at one moment.
 *
 * @param trust the word for the trust in the peer's key
 * @param links the open links, the oldest first
 * @param dial the last dial, or the one under way; empty if there was none
 * @param directories the status of each directory
 * @param listing the directories that can be reached and tell of the peer
 * @param idle the plugins that do not run, and may bring a transport
 */
record PathFacts(
        Peer peer,
        String trust,
        boolean isContact,
        List<Measured> links,
        Optional<Dial> dial,
        List<DirectoryStatus> directories,
        List<Address> listing,
        List<PluginStatus> idle) {
    /** The beginning of the network's words for an address that no transport serves. */
    private static final String UNSERVED = "no transport for ";

    /** The longest wait for the answer that tells a link's round trip. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    PathFacts {
        links = List.copyOf(links);
        directories = List.copyOf(directories);
        listing = List.copyOf(listing);
        idle = List.copyOf(idle);
    }

    /**
     * A link.
     *
     * @param roundTrip empty if it could not be measured
     */
    record Measured(LinkInfo link, Optional<Duration> roundTrip) {}

    /** Gathers the facts without the links. Never blocks. */
    static PathFacts withoutLinks(Node node, Peer peer) {
        return new PathFacts(
                peer,
                ContactLines.word(node.contacts().trustOf(peer)),
                node.contacts().of(peer.id()).isPresent(),
                List.of(),
                node.lastDial(peer.id()),
                node.directories(),
                node.listedBy(peer.id()),
                UnservedAddressException.transports(node.plugins()));
    }

    /** Gathers the facts, and measures the links, which may take two seconds for each. */
    static PathFacts of(Node node, Peer peer) throws InterruptedException {
        List<Measured> links = new ArrayList<>();
        for (LinkInfo link : node.links(peer.id())) {
            links.add(new Measured(link, node.roundTrip(link, PATIENCE)));
        }
        return withoutLinks(node, peer).with(links);
    }

    private PathFacts with(List<Measured> measured) {
        return new PathFacts(peer, trust, isContact, measured, dial, directories, listing, idle);
    }

    /** Returns the schemes of addresses that the last dial could not try, as nothing knows them. */
    List<String> unserved() {
        return attempts().stream()
                .filter(PathFacts::isUnserved)
                .map(attempt -> attempt.address().scheme())
                .distinct()
                .toList();
    }

    static boolean isUnserved(Attempt attempt) {
        return attempt.detail().startsWith(UNSERVED);
    }

    /** Returns the tries of the last dial, in their order. */
    List<Attempt> attempts() {
        return dial.map(Dial::attempts).orElse(List.of());
    }

    /**
     * The tries of one way.
     *
     * @param last the one that led to the peer, or else the last one
     */
    record Tried(Attempt last, int times) {
        private Tried and(Tried next) {
            return new Tried(
                    last.result() == Attempt.Result.LINKED ? last : next.last, times + next.times);
        }
    }

    /** Returns the ways that the last dial tried, each once, in their order. */
    List<Tried> tried() {
        Map<List<Object>, Tried> ways = new LinkedHashMap<>();
        attempts()
                .forEach(
                        attempt ->
                                ways.merge(
                                        List.of(attempt.path(), attempt.address()),
                                        new Tried(attempt, 1),
                                        Tried::and));
        return List.copyOf(ways.values());
    }
}
