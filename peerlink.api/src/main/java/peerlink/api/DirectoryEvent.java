package peerlink.api;

import java.util.List;
import java.util.Optional;

/** Reports a change to the watchers of a {@link Directory}. */
public sealed interface DirectoryEvent {
    /** The peer came, or announces something else. */
    record Appeared(Peer peer) implements DirectoryEvent {}

    /** The peer deregistered or its lease ran out. */
    record Left(PeerId id) implements DirectoryEvent {}

    /**
     * The directory no longer lists these peers, of which it has told before, but did not tell that
     * they left. Its list was read anew and to the end. It may have been started anew, or be lying:
     * the listener knows these peers from before, and no more.
     */
    record Unlisted(List<PeerId> ids) implements DirectoryEvent {
        public Unlisted {
            ids = List.copyOf(ids);
        }
    }

    /** The directory is connected; {@link Appeared} follows for each registered peer. */
    record Connected() implements DirectoryEvent {}

    /**
     * The directory is out of reach; it will be tried again. Nobody is forgotten for that.
     *
     * @param reason one line for people
     */
    record Disconnected(String reason) implements DirectoryEvent {}

    /**
     * The directory declines a registration that it granted before, for example since its operator
     * has shut this node out; it will be asked again. The event comes each time that it declines.
     * The first refusal of a registration is {@link Directory#register}'s to throw.
     *
     * @param code as in {@link RefusedException#code}
     * @param reason one line for people
     */
    record Refused(String code, String reason) implements DirectoryEvent {}

    /**
     * The directory grants a registration: again, after it has {@linkplain Refused refused} it, or
     * with another observed address than before.
     *
     * @param observed the address from which it sees this node, if it tells
     * @param local this end of the connection that it sees, if it is known
     */
    record Granted(Optional<Address> observed, Optional<Address> local) implements DirectoryEvent {
        /** Reports a grant of which no more is known. */
        public Granted(Optional<Address> observed) {
            this(observed, Optional.empty());
        }
    }

    /**
     * Another peer, which is registered too, had the directory pass on a signal. Nothing but the
     * signal itself can prove its sender.
     *
     * @param from the peer, by the directory's word
     * @param observed the address from which the directory sees that peer, if it tells
     * @param data at most {@link Directory#MAX_SIGNAL} bytes
     */
    record Signalled(PeerId from, Optional<Address> observed, Bytes data)
            implements DirectoryEvent {}

    /**
     * Another process has registered with this node's key, is alive, and was told that this node's
     * registration is the one that holds: somebody runs one identity twice. The event comes at
     * least once as long as that is so.
     *
     * @param reason one line for people
     */
    record Conflict(String reason) implements DirectoryEvent {}
}
