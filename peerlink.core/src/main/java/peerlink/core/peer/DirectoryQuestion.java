package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.api.RefusedException;

/** Asks every directory of a node the same, each on a thread of its own, and merges the answers. */
final class DirectoryQuestion {
    private static final System.Logger LOG = System.getLogger(DirectoryQuestion.class.getName());

    /** The further time for the others once one directory has found a peer. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final List<DirectoryKeeper> keepers;
    private final Query query;

    DirectoryQuestion(List<DirectoryKeeper> keepers, Query query) {
        this.keepers = keepers;
        this.query = query;
    }

    /** Asks, and waits as {@link Directories#ask} tells. */
    FoundPeers ask(Duration limit) throws IOException {
        BlockingQueue<Answer> coming = new LinkedBlockingQueue<>();
        for (DirectoryKeeper keeper : keepers) {
            Thread.ofVirtual()
                    .name("peerlink directory-query " + keeper.status().address())
                    .start(() -> coming.add(ask(keeper, query)));
        }
        List<Answer> answers = new ArrayList<>();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (answers.size() < keepers.size() && !isDecided(answers)) {
                Answer answer = coming.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer == null) {
                    break;
                }
                answers.add(answer);
                if (!answer.peers().isEmpty()) {
                    end = Math.min(end, System.nanoTime() + GRACE.toNanos());
                }
            }
        } catch (InterruptedException e) {
            // directories that have not answered are reported as in any other case
            Thread.currentThread().interrupt();
        }
        return merged(answers);
    }

    /**
     * Tells whether no further answer would change the peer that is found: the authorities have
     * found it, and the others only tell of themselves.
     */
    private boolean isDecided(List<Answer> answers) {
        boolean isOfOne = query instanceof Query.ById || query instanceof Query.ByName;
        long authorities = keepers.stream().filter(DirectoryKeeper::isAuthority).count();
        return isOfOne
                && answers.stream().filter(Answer::isAuthority).count() == authorities
                && answers.stream().anyMatch(one -> one.isAuthority() && !one.peers().isEmpty());
    }

    /**
     * @param failure null if the directory has answered
     */
    private record Answer(boolean isAuthority, List<Peer> peers, @Nullable IOException failure) {
        /** Silence where everybody answers for himself says nothing. */
        boolean says() {
            return failure == null && (isAuthority || !peers.isEmpty());
        }
    }

    private static Answer ask(DirectoryKeeper keeper, Query query) {
        try {
            return new Answer(keeper.isAuthority(), keeper.find(query), null);
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> keeper.status().address() + " didn't answer: " + Printable.reason(e));
            return new Answer(keeper.isAuthority(), List.of(), e);
        }
    }

    /**
     * @param answers the answers, the latest last
     */
    private FoundPeers merged(List<Answer> answers) throws IOException {
        Map<PeerId, Peer> found = new LinkedHashMap<>();
        Map<PeerId, Peer> vouched = new LinkedHashMap<>();
        List<IOException> failures = new ArrayList<>();
        for (Answer answer : answers.reversed()) {
            answer.peers().forEach(peer -> found.merge(peer.id(), peer, Presence::merge));
            if (answer.isAuthority()) {
                answer.peers().forEach(peer -> vouched.merge(peer.id(), peer, Presence::merge));
            }
            if (answer.failure() != null) {
                failures.addFirst(answer.failure());
            }
        }
        if (answers.stream().noneMatch(Answer::says)
                && keepers.stream().anyMatch(DirectoryKeeper::isAuthority)) {
            throw failures.isEmpty() ? tooLate() : noneAnswers(failures);
        }
        vouched.forEach(
                (id, peer) ->
                        found.computeIfPresent(id, (_, all) -> Presence.named(all, peer.name())));
        return new FoundPeers(List.copyOf(found.values()), List.copyOf(vouched.values()));
    }

    private IOException tooLate() {
        return new IOException(
                "no registry answers in time: "
                        + keepers.stream()
                                .filter(DirectoryKeeper::isAuthority)
                                .map(keeper -> keeper.status().address().toString())
                                .collect(Collectors.joining(", ")));
    }

    private static IOException noneAnswers(List<IOException> failures) {
        // a directory that declines has answered
        Optional<IOException> declined =
                failures.stream().filter(RefusedException.class::isInstance).findFirst();
        IOException worst = declined.orElse(failures.getFirst());
        IOException failure =
                new IOException(
                        (declined.isPresent() ? "a registry declines: " : "no registry answers: ")
                                + Printable.reason(worst),
                        worst);
        failures.stream().filter(other -> other != worst).forEach(failure::addSuppressed);
        return failure;
    }
}
