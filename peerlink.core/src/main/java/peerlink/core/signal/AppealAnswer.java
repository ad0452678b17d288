package peerlink.core.signal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Helps a peer that wants a link with this node: connects to it at once, and at the moment that it
 * names, three times at most.
 */
final class AppealAnswer {
    private static final System.Logger LOG = System.getLogger(AppealAnswer.class.getName());

    /**
     * The time that connections without a relay have before one over a relay begins: a file that
     * begins there ends there.
     */
    private static final Duration BEFORE_RELAY = Duration.ofSeconds(2);

    private final SignalDesk desk;
    private final PeerId peer;
    private final SignalRoute route;
    private final Bytes id;
    private final List<Address> addresses;
    private final Optional<Address> again;
    private final Tries back = new Tries();
    private final Tries relayed = new Tries();
    private final Tries meetings = new Tries();

    // the monitor guards it
    private int gone;

    private volatile boolean isReached;

    /**
     * @param route the way on which the signal came, and which takes the answer
     * @param addresses those of the peer that this node tries
     * @param again the address at which this node has reached the peer before, if it is to try that
     */
    AppealAnswer(
            SignalDesk desk,
            PeerId peer,
            SignalRoute route,
            Bytes id,
            List<Address> addresses,
            Optional<Address> again) {
        this.desk = desk;
        this.peer = peer;
        this.route = route;
        this.id = id;
        this.addresses = addresses;
        this.again = again;
    }

    Bytes id() {
        return id;
    }

    PeerId peer() {
        return peer;
    }

    /** Answers, and connects back. */
    void begin(boolean isKnown) {
        desk.send(
                route,
                peer,
                desk.sealed(route, peer, id, Signal.Step.READY, isKnown),
                failure -> LOG.log(Level.DEBUG, () -> Printable.reason(failure)));
        again.filter(a -> !isRelay(a))
                .ifPresent(
                        address ->
                                back.start(
                                        address.shortForm(), kept -> connectAgain(address, kept)));
        addresses.stream()
                .filter(address -> !again.equals(Optional.of(address)))
                .forEach(
                        address -> back.start(address.shortForm(), kept -> connect(address, kept)));
        again.filter(AppealAnswer::isRelay)
                .ifPresent(
                        place ->
                                relayed.start(place.shortForm(), kept -> connectLast(place, kept)));
    }

    private void connect(Address address, Runnable kept) {
        attempt(address, () -> desk.connect(address, peer), true, kept);
    }

    /** Connects to where this node has found the peer itself, whatever the signal names. */
    private void connectAgain(Address address, Runnable kept) {
        attempt(address, () -> desk.network().connect(address, peer), true, kept);
    }

    private void connectLast(Address place, Runnable kept) {
        try {
            back.await(BEFORE_RELAY.toMillis());
        } catch (InterruptedException e) {
            return; // given up
        }
        if (!isReached) {
            connectAgain(place, kept);
        }
    }

    private static boolean isRelay(Address address) {
        return LinkInfo.Path.of(address) == LinkInfo.Path.RELAYED;
    }

    /** Connects at the moment that the peer has named: now. */
    synchronized void go() throws InterruptedException {
        if (gone++ >= Appeal.MAX_TRIES) {
            return;
        }
        meetings.stop();
        boolean begins = desk.begins(peer);
        for (Address address : addresses) {
            meetings.start(
                    address.shortForm(),
                    kept ->
                            attempt(
                                    address,
                                    () -> desk.meet(address, peer, Duration.ZERO, () -> {}),
                                    begins,
                                    kept));
        }
    }

    /** Gives up what is under way; links that came about stay. */
    void close() {
        back.close();
        relayed.close();
        meetings.close();
    }

    private interface Way {
        Link open() throws IOException;
    }

    private void attempt(Address address, Way way, boolean begins, Runnable kept) {
        try {
            Link link = way.open();
            desk.proven(address);
            isReached = true;
            kept.run();
            desk.serveAsked(link, begins);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "no link to " + address + ", as asked: " + Printable.reason(e));
        }
    }
}
