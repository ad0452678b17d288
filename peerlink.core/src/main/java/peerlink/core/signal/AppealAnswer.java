package peerlink.core.signal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Helps a peer that wants a link with this node: connects to it at once, and at the moment that it
 * names, three times at most.
 */
final class AppealAnswer {
    private static final System.Logger LOG = System.getLogger(AppealAnswer.class.getName());

    private final SignalDesk desk;
    private final PeerId peer;
    private final Address directory;
    private final Bytes id;
    private final List<Address> addresses;
    private final Tries back = new Tries();
    private final Tries meetings = new Tries();

    // the monitor guards it
    private int gone;

    /**
     * @param directory passed the signal on, and takes the answer
     * @param addresses those of the peer that this node tries
     */
    AppealAnswer(
            SignalDesk desk, PeerId peer, Address directory, Bytes id, List<Address> addresses) {
        this.desk = desk;
        this.peer = peer;
        this.directory = directory;
        this.id = id;
        this.addresses = addresses;
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
                directory,
                peer,
                desk.sealed(peer, id, Signal.Step.READY, isKnown),
                failure -> LOG.log(Level.DEBUG, () -> Printable.reason(failure)));
        for (Address address : addresses) {
            back.start(
                    address.hostAndPort(),
                    kept ->
                            attempt(
                                    address,
                                    () -> desk.network().connect(address, peer),
                                    true,
                                    kept));
        }
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
                    address.hostAndPort(),
                    kept ->
                            attempt(
                                    address,
                                    () ->
                                            desk.network()
                                                    .meet(
                                                            address,
                                                            peer,
                                                            begins,
                                                            Duration.ZERO,
                                                            () -> {}),
                                    begins,
                                    kept));
        }
    }

    /** Gives up what is under way; links that came about stay. */
    void close() {
        back.close();
        meetings.close();
    }

    private interface Way {
        Link open() throws IOException;
    }

    private void attempt(Address address, Way way, boolean begins, Runnable kept) {
        try {
            Link link = way.open();
            desk.proven(address);
            kept.run();
            desk.serveAsked(link, begins);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "no link to " + address + ", as asked: " + Printable.reason(e));
        }
    }
}
