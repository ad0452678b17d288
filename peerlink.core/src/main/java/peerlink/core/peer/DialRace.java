package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.Attempt;

/**
 * Tries the addresses of one peer beside one another, as RFC 8305 has it: the next one begins 250
 * ms after the one before, or as soon as one has failed. The first link on which the peer has
 * accepted the hello wins. All others are given up, and so is everything once the dial is over,
 * fails or is interrupted.
 *
 * <p>The links race to the proof of the key alone. One at a time says hello, so that the peer is
 * not asked twice.
 *
 * <p>The file is longer than most, as one loop decides what begins and what ends, by all that the
 * race waits for.
 */
final class DialRace {
    private static final System.Logger LOG = System.getLogger(DialRace.class.getName());

    static final Duration STAGGER = Duration.ofMillis(250);

    /**
     * The time that direct addresses have before the peer is asked for help. Those that answer at
     * all do so within it, unless they are far away.
     */
    static final Duration HEAD_START = Duration.ofMillis(400);

    /**
     * The time after the first answer of the search in which another one may know more, such as a
     * place at a relay that the peer has only just taken. It doubles with each answer.
     */
    static final Duration SEARCH_AGAIN = Duration.ofMillis(500);

    static final Duration SEARCH_SELDOM = Duration.ofSeconds(2);

    /**
     * The time that addresses of before have when the peer is registered nowhere: where somebody
     * answers at all, it is within it.
     */
    static final Duration AWAY = Duration.ofSeconds(3);

    /** The most times that a change of the network has it begin anew. */
    private static final int MAX_ROUNDS = 3;

    /** Opens the link to the peer at one address; both steps block. */
    interface Opener {
        Link connect(Address address) throws IOException;

        /**
         * Takes a try of the address's host, at which the peer was not found yet. Returns false if
         * there is none now, whatever addresses the peer has there.
         */
        boolean mayTryHost(Address address);

        /** Says hello; closes the link if it fails. */
        AgreedLink agree(Link link) throws IOException;
    }

    /** Asks the peer for help, as {@link Rendezvous#ask} does. */
    interface Help {
        Rendezvous.Asking ask(Rendezvous.Found found);
    }

    /** Finds more addresses, on a thread of its own. */
    interface Search {
        List<Address> find() throws IOException;

        /** Tells whether the last answer was that the peer is registered nowhere now. */
        default boolean isAway() {
            return false;
        }
    }

    /** Something that the race waits for. */
    private sealed interface Event {
        record Ended(DialAttempt attempt) implements Event {}

        record Found(List<Address> addresses) implements Event {}

        record NetworkChanged() implements Event {}

        record Won() implements Event {}

        record AskingEnded() implements Event {}
    }

    private final Opener opener;
    private final Duration limit;
    private final DialQuota<Address> quota;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Held by the one try that says hello. */
    private final ReentrantLock hello = new ReentrantLock();

    private final DialAttempts tries = new DialAttempts();

    // the monitor of the race guards these
    private @Nullable AgreedLink winner;
    private boolean isOver;

    // the dialling thread alone uses these
    private final ArrayDeque<Address> waiting = new ArrayDeque<>();
    private final Set<DialAttempt> running = new HashSet<>();
    private @Nullable Thread searching;
    private Rendezvous.@Nullable Asking asking;
    private boolean isAsking;
    private String ending = "the dial was given up";
    private int rounds;

    private volatile @Nullable IOException searchFailure;

    /**
     * @param limit the time after which everything is given up
     * @param quota bounds the tries of an address at which the peer was never found
     */
    DialRace(Opener opener, Duration limit, DialQuota<Address> quota) {
        this.opener = opener;
        this.limit = limit;
        this.quota = quota;
    }

    /**
     * Runs the race, once, on the caller's thread.
     *
     * @param known the addresses to begin with, the best first
     * @param search finds further ones, which are then tried before those that still wait
     * @param isSoon whether to search when the first address has not answered at once; otherwise
     *     when all have begun, or failed
     * @param last tried after all others
     * @param help asked if no direct address answers at once
     * @return null if no address led to the peer
     * @throws RefusedException if the peer declined
     */
    @Nullable AgreedLink run(
            List<Address> known, Search search, boolean isSoon, List<Address> last, Help help)
            throws RefusedException, InterruptedException {
        AgreedLink won = null;
        try {
            waiting.addAll(known);
            won = race(search, isSoon, last, help);
            return won;
        } finally {
            end(won);
        }
    }

    private @Nullable AgreedLink race(Search search, boolean isSoon, List<Address> last, Help help)
            throws RefusedException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long nextAsk = System.nanoTime() + HEAD_START.toNanos();
        long nextStart = System.nanoTime();
        long nextSearch = end;
        Duration untilSearch = SEARCH_AGAIN;
        boolean isSearchDone = false;
        boolean mayKnowMore = false;
        while (true) {
            long now = System.nanoTime();
            if (now - nextSearch >= 0) {
                nextSearch = end;
                search(search);
            }
            if (asking == null && (now - nextAsk >= 0 || isSearchDone && !isAnyDirectLeft())) {
                ask(help);
            }
            boolean isDue = now - nextStart >= 0;
            if (searching == null
                    && (waiting.isEmpty() || isSoon && hasBegun())
                    && (isDue || running.isEmpty())) {
                search(search);
            }
            if (!waiting.isEmpty() && isDue) {
                if (start(waiting.remove())) {
                    nextStart = now + STAGGER.toNanos();
                }
                continue;
            }
            boolean isNothingLeft = waiting.isEmpty() && running.isEmpty() && !isAsking;
            if (isNothingLeft && isSearchDone && !mayKnowMore) {
                return null;
            }
            if (now - end >= 0) {
                ending = "no answer in time";
                return null;
            }
            boolean isStartDue = !waiting.isEmpty() || searching == null;
            long until = Math.min(end - now, nextSearch - now);
            if (asking == null) {
                until = Math.min(until, nextAsk - now);
            }
            if (isStartDue) {
                until = Math.min(until, nextStart - now);
            }
            switch (events.poll(Math.max(0, until), TimeUnit.NANOSECONDS)) {
                case null -> {}
                case Event.Ended(DialAttempt attempt) -> {
                    running.remove(attempt);
                    AgreedLink link = winner();
                    if (link != null) {
                        return link;
                    }
                    if (attempt.failure() instanceof RefusedException refused) {
                        // the peer itself declined, and would do so at its other addresses
                        ending = "the peer has declined";
                        throw refused;
                    }
                    nextStart = System.nanoTime();
                }
                case Event.Found(List<Address> found) -> {
                    // one that is registered now may have begun to run just before
                    mayKnowMore = !isSearchDone && !found.isEmpty();
                    isSearchDone = true;
                    if (found.isEmpty() && search.isAway()) {
                        end = Math.min(end, System.nanoTime() + AWAY.toNanos());
                    }
                    nextSearch = System.nanoTime() + untilSearch.toNanos();
                    untilSearch = doubled(untilSearch);
                    found.reversed().stream().filter(this::isNew).forEach(waiting::addFirst);
                    last.stream().filter(this::isNew).forEach(waiting::addLast);
                }
                case Event.AskingEnded() -> isAsking = false;
                case Event.Won() -> {
                    AgreedLink link = winner();
                    if (link != null) {
                        return link;
                    }
                }
                case Event.NetworkChanged() -> {
                    if (rounds++ < MAX_ROUNDS) {
                        again();
                        nextStart = System.nanoTime();
                        end = nextStart + limit.toNanos();
                    }
                }
            }
        }
    }

    private static Duration doubled(Duration time) {
        Duration twice = time.multipliedBy(2);
        return twice.compareTo(SEARCH_SELDOM) < 0 ? twice : SEARCH_SELDOM;
    }

    /** Has the tries begin anew, as those under way may come from an address that is gone. */
    void networkChanged() {
        events.add(new Event.NetworkChanged());
    }

    /** Returns all tries, in the order of their beginning; those that wait are not among them. */
    List<Attempt> attempts() {
        return tries.described();
    }

    /** Returns all tries of addresses, in the order of their beginning. */
    List<DialAttempt> all() {
        return tries.ofAddresses();
    }

    /** Returns the address at which the peer was reached; empty if it was another way. */
    Optional<Address> reachedAt() {
        return tries.reachedAt();
    }

    /** Returns the failure of the search; null if it has not failed. */
    @Nullable IOException searchFailure() {
        return searchFailure;
    }

    private boolean isNew(Address address) {
        return !tries.has(address) && !waiting.contains(address);
    }

    /** Tells whether a direct address is being tried, or waits for it. */
    private boolean isAnyDirectLeft() {
        return Stream.concat(waiting.stream(), running.stream().map(DialAttempt::address))
                .anyMatch(address -> LinkInfo.Path.of(address) == LinkInfo.Path.DIRECT);
    }

    private void ask(Help help) {
        isAsking = true;
        asking =
                help.ask(
                        new Rendezvous.Found() {
                            @Override
                            public Rendezvous.Try trying(Address address, LinkInfo.Path path) {
                                return meeting(address, path);
                            }

                            @Override
                            public void ended() {
                                events.add(new Event.AskingEnded());
                            }
                        });
    }

    private Rendezvous.Try meeting(Address address, LinkInfo.Path path) {
        DialAttempt attempt = new DialAttempt(address, path);
        tries.addMet(attempt);
        return new Rendezvous.Try() {
            @Override
            public void linked(Link link) {
                make(attempt, () -> link);
                events.add(new Event.Won());
            }

            @Override
            public void failed(IOException reason) {
                attempt.failed(reason);
            }
        };
    }

    private boolean hasBegun() {
        return !tries.ofAddresses().isEmpty();
    }

    /** Begins a try. Returns whether it takes a time in which no other one begins. */
    private boolean start(Address address) {
        DialAttempt attempt = new DialAttempt(address);
        if (!tries.add(attempt)) {
            return false;
        }
        boolean mayTry = quota.isProven(address) || opener.mayTryHost(address);
        if (!mayTry || !quota.take(address)) {
            attempt.skip("tried often just now" + quota.lastFailure(address));
            return false;
        }
        running.add(attempt);
        attempt.start(
                () -> {
                    make(attempt, () -> opener.connect(attempt.address()));
                    events.add(new Event.Ended(attempt));
                });
        return true;
    }

    /** Gives the link of a try. */
    private interface Source {
        Link connect() throws IOException;
    }

    private void make(DialAttempt attempt, Source source) {
        Link opened = null;
        try {
            opened = source.connect();
            hello.lockInterruptibly();
            try {
                // the dialling thread may not have heard yet that another one has won
                if (attempt.isUnderWay() && winner() == null) {
                    Link greeted = opened;
                    opened = null;
                    win(attempt, opener.agree(greeted));
                }
            } finally {
                hello.unlock();
            }
        } catch (IOException e) {
            failed(attempt, e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> "no longer needed: a link to " + attempt.address());
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // the transport can't read the address: a peer may announce any; or it is foreign code
            failed(attempt, new IOException(Printable.reason(e), e));
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
    }

    private void failed(DialAttempt attempt, IOException reason) {
        if (attempt.failed(reason)) {
            quota.failed(attempt.address(), reason);
            LOG.log(
                    Level.DEBUG,
                    () -> "no link to " + attempt.address() + ": " + Printable.reason(reason));
        }
    }

    private void win(DialAttempt attempt, AgreedLink link) {
        boolean hasWon;
        synchronized (this) {
            hasWon = !isOver && winner == null && attempt.linked();
            if (hasWon) {
                winner = link;
            }
        }
        if (!hasWon) {
            link.close();
        }
    }

    private synchronized @Nullable AgreedLink winner() {
        return winner;
    }

    private void search(Search search) {
        searching =
                Thread.ofVirtual()
                        .name("peerlink link-dialer directories")
                        .start(
                                () -> {
                                    List<Address> found = List.of();
                                    try {
                                        found = search.find();
                                    } catch (IOException e) {
                                        searchFailure = e;
                                    } finally {
                                        events.add(new Event.Found(found));
                                    }
                                });
    }

    private void again() {
        Collection<DialAttempt> before = all();
        before.forEach(attempt -> attempt.giveUp("the network has changed"));
        running.clear();
        before.stream()
                .map(DialAttempt::address)
                .filter(address -> !waiting.contains(address))
                .forEach(waiting::addLast);
    }

    /** Gives everything up but the link that is returned. */
    private void end(@Nullable AgreedLink returned) {
        AgreedLink unused;
        synchronized (this) {
            isOver = true;
            unused = winner == returned ? null : winner;
        }
        if (unused != null) {
            unused.close();
        }
        if (searching != null) {
            searching.interrupt();
        }
        if (asking != null) {
            asking.close();
        }
        String why = returned == null ? ending : "another address was quicker";
        tries.end(waiting, why);
    }
}
