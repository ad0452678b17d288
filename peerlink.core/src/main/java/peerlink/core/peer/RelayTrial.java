package peerlink.core.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Listener;
import peerlink.api.Printable;
import peerlink.api.thread.SocketThreads;
import peerlink.core.model.RelayStatus;

/**
 * Takes a place at each of some relays and gives it up at once, for somebody who wants to know
 * whether there is one.
 */
public final class RelayTrial {
    /** Takes a place. */
    public interface Opener {
        /**
         * @throws IOException if there is none
         */
        Listener open(Address place, Consumer<IOException> onLost) throws IOException;
    }

    private final Opener opener;
    private final Set<Address> named;
    private final ConcurrentHashMap<Address, RelayStatus> results = new ConcurrentHashMap<>();

    /**
     * @param named the relays that the user named
     */
    public RelayTrial(List<Address> named, Opener opener) {
        this.named = new LinkedHashSet<>(named);
        this.opener = opener;
    }

    /**
     * Tries all relays, beside one another.
     *
     * @param offered those that directories offer
     * @param patience the longest wait
     * @return the results of those that a node would use, in the order in which it would
     */
    public List<RelayStatus> run(List<Address> offered, Duration patience)
            throws InterruptedException {
        Set<Address> all = new LinkedHashSet<>(named);
        all.addAll(offered);
        List<Address> used = all.stream().limit(Relays.MAX_RELAYS).toList();
        CountDownLatch left = new CountDownLatch(used.size());
        List<Thread> threads = new ArrayList<>();
        for (Address relay : used) {
            threads.add(
                    SocketThreads.start(
                            "peerlink relay-trial " + relay.shortForm(),
                            () -> {
                                results.put(relay, tried(relay));
                                left.countDown();
                            }));
        }
        boolean isOver = left.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        threads.forEach(Thread::interrupt);
        String late = isOver ? "" : "no answer within " + patience.toSeconds() + " s";
        return used.stream()
                .map(relay -> results.getOrDefault(relay, failed(relay, late)))
                .toList();
    }

    private RelayStatus tried(Address relay) {
        long start = System.nanoTime();
        try (Listener _ = opener.open(relay, _ -> {})) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new RelayStatus(relay, named.contains(relay), Optional.of(took), "");
        } catch (IOException | IllegalArgumentException e) {
            return failed(relay, Printable.reason(e));
        }
    }

    private RelayStatus failed(Address relay, String reason) {
        return new RelayStatus(relay, named.contains(relay), Optional.empty(), reason);
    }
}
