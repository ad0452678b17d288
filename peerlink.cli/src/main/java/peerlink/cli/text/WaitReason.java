package peerlink.cli.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.core.Node;
import peerlink.core.model.Attempt;
import peerlink.core.model.Attempt.Result;
import peerlink.core.model.Dial;
import peerlink.core.model.DirectoryStatus;

/** Says in a few words why there is no link with a peer. It says what is known, and no more. */
public final class WaitReason {
    /** The time without a link after which somebody who waits is told why. */
    public static final Duration AFTER = Duration.ofSeconds(3);

    private final PathFacts facts;
    private final String name;

    WaitReason(PathFacts facts) {
        this.facts = facts;
        this.name = facts.peer().name().text();
    }

    /**
     * Returns the reason why there is no link with a peer, for a line of its own; empty if there is
     * one. Never blocks.
     */
    public static Optional<String> of(Node node, Peer peer) {
        return node.links(peer.id()).isEmpty()
                ? Optional.of(new WaitReason(PathFacts.withoutLinks(node, peer)).text())
                : Optional.empty();
    }

    String text() {
        Optional<Attempt> refused = attempts(Result.REFUSED).findFirst();
        if (refused.isPresent()) {
            return "%s is there, and has declined: %s".formatted(name, refused.get().detail());
        }
        String where = presence();
        return (where.isEmpty() ? absent() : where + tries()) + unserved() + meeting() + relays();
    }

    /** Returns the place where the peer was found, as a clause; empty if it was found nowhere. */
    private String presence() {
        if (facts.listing().stream().anyMatch(place -> !EventLines.isLocalNetwork(place))) {
            return name + " is registered";
        }
        if (!facts.listing().isEmpty()) {
            return name + " is on this network";
        }
        if (facts.dial().filter(Dial::isFound).isEmpty()) {
            return "";
        }
        boolean isOneKind = facts.directories().size() == registries().size();
        return name + (isOneKind ? " is registered" : " was found");
    }

    private String absent() {
        boolean isAnswered = facts.dial().filter(Dial::isAnswered).isPresent();
        boolean isUnderWay = facts.dial().filter(Dial::isUnderWay).isPresent();
        String unreachable = unreachable();
        if (!unreachable.isEmpty()) {
            return unreachable + lastPlaces();
        }
        if (!isAnswered && isUnderWay) {
            return "still looking for " + name + lastPlaces();
        }
        if (registries().isEmpty()) {
            return facts.directories().isEmpty()
                    ? "no registry is used" + lastPlaces()
                    : "%s is not on this network now".formatted(name) + lastPlaces();
        }
        return "%s is not registered now".formatted(name) + lastPlaces();
    }

    /** Returns a clause about registries, if none of them can be reached; else an empty text. */
    private String unreachable() {
        List<DirectoryStatus> registries = registries();
        boolean isEachLost =
                !registries.isEmpty()
                        && registries.stream().allMatch(DirectoryStatus::isOutOfReach);
        if (!isEachLost) {
            return facts.dial().map(Dial::unasked).orElse("");
        }
        return registries.size() == 1
                ? "the registry %s is out of reach"
                        .formatted(registries.getFirst().address().shortForm())
                : "all registries are out of reach";
    }

    private List<DirectoryStatus> registries() {
        return facts.directories().stream()
                .filter(directory -> !EventLines.isLocalNetwork(directory.address()))
                .toList();
    }

    /** Returns a clause about addresses that are known from before. */
    private String lastPlaces() {
        List<Attempt> direct = direct();
        if (direct.isEmpty()) {
            return attempts(Result.values()).findAny().isEmpty()
                    ? ", and no address of %s is known".formatted(name)
                    : "";
        }
        List<Attempt> others = in(direct, Result.ANOTHER_KEY);
        if (!others.isEmpty()) {
            return ", and somebody else's key answers at " + places(others);
        }
        return in(direct, Result.TRYING).isEmpty()
                ? ", and nobody answers at the last known address" + (direct.size() > 1 ? "es" : "")
                : "";
    }

    /** Returns a clause about the tries at addresses of the peer's own. */
    private String tries() {
        List<Attempt> direct = direct();
        if (direct.isEmpty()) {
            return attempts(Result.values()).findAny().isEmpty()
                    ? ", and no address was tried yet"
                    : "";
        }
        if (isShut(direct)) {
            return ", but nobody listens at %s: it may have gone without a word"
                    .formatted(direct.size() == 1 ? "its address" : "any of its addresses");
        }
        List<Attempt> others = in(direct, Result.ANOTHER_KEY);
        int silent = direct.size() - others.size();
        List<String> clauses = new ArrayList<>();
        if (silent > 0) {
            clauses.add(", but " + silence(silent, in(direct, Result.TRYING).isEmpty()));
        }
        if (!others.isEmpty()) {
            clauses.add(
                    (silent > 0 ? ", and " : ", but ")
                            + "somebody else's key answers at "
                            + places(others));
        }
        return String.join("", clauses);
    }

    /**
     * Tells whether machines were there at all the addresses, and declined the connection: the
     * transport's words for that begin so.
     */
    private static boolean isShut(List<Attempt> attempts) {
        return !attempts.isEmpty()
                && attempts.stream().allMatch(one -> one.detail().startsWith("nobody listens on "));
    }

    /**
     * @param isOver whether all tries have ended
     */
    private static String silence(int addresses, boolean isOver) {
        String verb = isOver ? "answers" : "has answered yet";
        String nobody =
                addresses == 1
                        ? "nobody " + verb
                        : "none of %d addresses ".formatted(addresses) + verb;
        return isOver ? nobody + " (a router or firewall may let nobody in)" : nobody;
    }

    /** Returns a clause about tries that need the other side, which are under way. */
    private String meeting() {
        boolean isPunching =
                in(facts.attempts(), Result.TRYING).stream()
                        .anyMatch(one -> one.path() == LinkInfo.Path.PUNCHED);
        boolean isAsking =
                in(facts.attempts(), Result.TRYING).stream()
                        .anyMatch(one -> one.path() == LinkInfo.Path.REVERSED);
        if (isPunching) {
            return "; both connect at the same moment now";
        }
        return isAsking ? "; asking %s to connect back".formatted(name) : "";
    }

    /** Returns a clause about relays. */
    private String relays() {
        List<Attempt> tried =
                attempts(Result.values())
                        .filter(attempt -> attempt.path() == LinkInfo.Path.RELAYED)
                        .toList();
        List<Attempt> trying = in(tried, Result.TRYING);
        if (!trying.isEmpty()) {
            return "; trying the relay " + places(trying);
        }
        List<Attempt> failed = in(tried, Result.FAILED);
        if (!failed.isEmpty()) {
            return "; the relay %s: %s"
                    .formatted(failed.getFirst().address().shortForm(), failed.getFirst().detail());
        }
        boolean hasTried =
                attempts(Result.values()).findAny().isPresent() && !isShut(facts.attempts());
        boolean isOver = facts.dial().filter(dial -> !dial.isUnderWay()).isPresent();
        boolean isElsewhere = direct().isEmpty() && !facts.unserved().isEmpty();
        return tried.isEmpty() && hasTried && isOver && !isElsewhere && !presence().isEmpty()
                ? "; %s has no place at a relay".formatted(name)
                : "";
    }

    /** Returns a clause about addresses that could not be tried, as nothing here knows them. */
    private String unserved() {
        List<String> schemes = facts.unserved();
        return schemes.isEmpty()
                ? ""
                : "; nothing here carries links of the scheme %s, which needs a plugin"
                        .formatted(String.join(", ", schemes));
    }

    private List<Attempt> direct() {
        return attempts(Result.values())
                .filter(WaitReason::isDirect)
                .filter(attempt -> !PathFacts.isUnserved(attempt))
                .toList();
    }

    private static String places(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> attempt.address().shortForm())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Stream<Attempt> attempts(Result... results) {
        List<Result> wanted = List.of(results);
        return facts.attempts().stream().filter(attempt -> wanted.contains(attempt.result()));
    }

    private static List<Attempt> in(List<Attempt> attempts, Result result) {
        return attempts.stream().filter(attempt -> attempt.result() == result).toList();
    }

    private static boolean isDirect(Attempt attempt) {
        return attempt.path() == LinkInfo.Path.DIRECT;
    }
}
