package peerlink.cli.rpc;

/** The version and the limits that the description names. */
public final class RpcLimits {
    /** Grows when a client of the version before would misunderstand. */
    static final int PROTOCOL = 1;

    /** The most connections at a time. */
    public static final int MOST_CONNECTIONS = 128;

    /** The most connections at a time that show a token. */
    static final int MOST_GUESTS = 32;

    /** The most subscriptions at a time, of all connections. */
    static final int MOST_SUBSCRIPTIONS = 100;

    /** The most answers of a connection that are due: then the next request has to wait. */
    static final int MOST_DUE = 1024;

    /** The most bytes of answers that wait to be written before the next request is read. */
    static final long MOST_BYTES_DUE = 4 << 20;

    /** The most requests of one connection that wait for peers. */
    static final int MOST_WAITING = 16;

    private RpcLimits() {}
}
