package peerlink.core.model;

import java.util.function.Predicate;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** Makes stand-in names from ids, for peers whose claim belongs to another peer here. */
public final class StandInName {
    /** The number of an id's characters that people are shown. */
    private static final int LENGTH = 16;

    private StandInName() {}

    /** Returns the stand-in name of an id. */
    public static PeerName of(PeerId id) {
        return new PeerName(id.text().substring(0, LENGTH));
    }

    /**
     * Returns the stand-in name of an id, with a number behind it if another peer goes by it: names
     * are free to choose.
     */
    public static PeerName free(PeerId id, Predicate<PeerName> taken) {
        PeerName first = of(id);
        PeerName name = first;
        for (int number = 2; taken.test(name); number++) {
            name = new PeerName(first.text() + "-" + number);
        }
        return name;
    }

    /** Tells whether the name may be a stand-in name of that id. */
    public static boolean isOf(PeerId id, PeerName name) {
        return name.text().startsWith(id.text().substring(0, LENGTH));
    }
}
