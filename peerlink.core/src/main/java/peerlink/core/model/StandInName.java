package peerlink.core.model;

import java.util.function.Predicate;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** A name made from a peer's id, for a peer whose own name belongs to somebody else here. */
public final class StandInName {
    /** As many characters of an id as people are shown of it. */
    private static final int LENGTH = 16;

    private StandInName() {}

    /** Returns the name that is made from an id. */
    public static PeerName of(PeerId id) {
        return new PeerName(id.text().substring(0, LENGTH));
    }

    /** Returns the name that is made from an id, with a number behind it if somebody else goes by it: names are free to choose. */
    public static PeerName free(PeerId id, Predicate<PeerName> taken) {
        PeerName first = of(id);
        PeerName name = first;
        for (int number = 2; taken.test(name); number++) {
            name = new PeerName(first.text() + "-" + number);
        }
        return name;
    }

    /** Tells whether the name may have been made from that id. */
    public static boolean isOf(PeerId id, PeerName name) {
        return name.text().startsWith(id.text().substring(0, LENGTH));
    }
}
