package peerlink.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Registers peers and finds them. Its answers are hints: only a link proves a peer. Safe for use by
 * several threads; calls block, at most 10 seconds.
 */
public interface Directory extends AutoCloseable {
    /**
     * Registers this node and keeps it registered, across lost connections, until the registration
     * is closed; that deregisters. Registering again replaces the announcement, and closing the
     * earlier registration then changes nothing. The announcement has no id: it is that of {@link
     * Network#identity}, which a directory without links, such as a folder, notes by itself.
     *
     * <p>Where {@linkplain #isAuthority names belong to one key}, a name stays its key's after it
     * was deregistered, for a time that the directory sets: nobody else gets it meanwhile, and
     * messages to its owner reach nobody else.
     *
     * @throws RefusedException if the directory refuses the announcement, for example since the
     *     name belongs to another key
     * @throws IOException if the directory can't be reached now
     */
    Registration register(Announcement announcement) throws IOException;

    /**
     * Finds the peers that match; empty if there are none. For a user who writes to somebody new, a
     * node asks for that one name or id: a directory that answers {@link Query.Everyone} alone
     * leads to nobody then.
     *
     * @throws RefusedException if the directory doesn't answer such a query
     * @throws IOException if the directory can't be reached now
     */
    List<Peer> find(Query query) throws IOException;

    /**
     * Watches for changes until the registration is closed. The listener hears first of the peers
     * that are registered, then of each change, and of the directory's own coming and going: one
     * call after another, on a thread of the directory's. The listener must not block for long, and
     * one that throws disturbs no other. Nothing is told once the registration is closed. The
     * watch does not fail while the directory is out of reach: it goes on when the directory is
     * back.
     */
    Registration watch(Consumer<DirectoryEvent> listener);

    /** The longest signal, in bytes. */
    int MAX_SIGNAL = 1024;

    /**
     * Has the directory pass a signal on to another registered peer, which learns of it as {@link
     * DirectoryEvent.Signalled}. This node must be registered. It is passed on at once or never,
     * and nobody confirms that the peer has read it.
     *
     * @param data 1 to {@link #MAX_SIGNAL} bytes
     * @throws RefusedException if the directory passes on no signals, as the default has it, not
     *     so many, or none to that peer, which may not be connected to it now
     * @throws IOException if the directory can't be reached now
     */
    default void signal(PeerId peer, Bytes data) throws IOException {
        throw new RefusedException("unknown-request", "this directory passes on no signals");
    }

    /**
     * Returns the relays that the directory has offered to this node, at which it may take places,
     * such as {@code relay://example.org:7777/RELAYID}. Never blocks.
     *
     * @return empty if it has offered none so far
     */
    default List<Address> relays() {
        return List.of();
    }

    /**
     * Returns the address by which other users can use this directory, with the key that it has
     * proved, such as {@code registry://example.org:7777/REGISTRYID}: an invite names it. Never
     * blocks.
     *
     * @return empty if it has proved none so far, or nobody else is to use it
     */
    default Optional<Address> pinned() {
        return Optional.empty();
    }

    /**
     * Asks the directory how it sees this node, and whether it can open a connection to a port at
     * the address that it sees.
     *
     * @param port 0 if it is not to try
     * @return empty if it is of a kind that can't tell
     * @throws RefusedException if the directory doesn't tell, or not so often
     * @throws IOException if it can't be reached now
     */
    default Optional<DirectoryProbe> probe(int port) throws IOException {
        return Optional.empty();
    }

    /**
     * Tells whether a name belongs to one key here, and an answer is the directory's own word. It
     * is so at a registry. Where everybody answers for himself, any number of peers may claim a
     * name: there a claim casts no doubt on a contact of that name.
     */
    default boolean isAuthority() {
        return true;
    }

    /**
     * Learns that this machine's network has changed or come back: a connection that looks open may
     * be dead, and a directory that was out of reach may be there. One that keeps a connection
     * proves it within seconds, and makes a new one without a pause unless it was asked for one.
     * Returns at once; by default does nothing.
     */
    default void networkChanged() {}

    /**
     * Closes the connection and every registration made here; all other calls then fail with an
     * {@link IOException}. Does nothing the second time.
     */
    @Override
    void close();
}
