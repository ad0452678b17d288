package peerlink.registry.relay;

/**
 * Counts what one key, or one address, has in use and has used lately. Safe for use by several
 * threads.
 */
final class Share {
    private static final long MINUTE = 60_000_000_000L;
    private static final long HOUR = 60 * MINUTE;

    private final int maxLinks;
    private final int maxPlaces;
    private final int maxCircuits;
    private final Budget calls;
    private final Callers callers;
    private final Budget bytes;
    private int links;
    private int places;
    private int circuits;

    /** Set when the share is forgotten, so that nobody uses it any more. */
    private boolean isForgotten;

    /**
     * @param maxLinks the most links on which nothing was said yet
     * @param calls the most calls a minute from here
     * @param called the most calls a minute to here
     * @param mib the most mebibytes an hour
     */
    Share(int maxLinks, int maxPlaces, int maxCircuits, int calls, int called, int mib, long now) {
        this.maxLinks = maxLinks;
        this.maxPlaces = maxPlaces;
        this.maxCircuits = maxCircuits;
        this.calls = new Budget(calls, MINUTE, now);
        this.callers = new Callers(called, MINUTE, maxCircuits, now);
        this.bytes = new Budget(mib * 1024.0 * 1024.0, HOUR, now);
    }

    /** The things of which a share has so many at once. */
    enum Use {
        LINK,
        PLACE,
        CIRCUIT
    }

    /** The answer to one who wants to use something. */
    enum Entry {
        ADMITTED,
        TOO_MANY,
        FORGOTTEN
    }

    synchronized Entry enter(Use use) {
        if (isForgotten) {
            return Entry.FORGOTTEN;
        }
        boolean hasRoom =
                switch (use) {
                    case LINK -> links < maxLinks;
                    case PLACE -> places < maxPlaces;
                    case CIRCUIT -> circuits < maxCircuits;
                };
        if (!hasRoom) {
            return Entry.TOO_MANY;
        }
        add(use, 1);
        return Entry.ADMITTED;
    }

    synchronized void leave(Use use) {
        add(use, -1);
    }

    Budget calls() {
        return calls;
    }

    Callers callers() {
        return callers;
    }

    Budget bytes() {
        return bytes;
    }

    /** Forgets the share if it is as good as new; returns true if so. */
    synchronized boolean forget(long now) {
        isForgotten =
                links == 0
                        && places == 0
                        && circuits == 0
                        && calls.isFull(now)
                        && callers.isFull(now)
                        && bytes.isFull(now);
        return isForgotten;
    }

    private void add(Use use, int count) {
        switch (use) {
            case LINK -> links += count;
            case PLACE -> places += count;
            case CIRCUIT -> circuits += count;
        }
    }
}
