package peerlink.api;

import java.util.List;

/** A change that a {@link Directory} tells its watchers. */
public sealed interface DirectoryEvent {
    /** The peer came, or what it announces has changed. */
    record Appeared(Peer peer) implements DirectoryEvent {}

    /** The peer deregistered or its lease ran out. */
    record Left(PeerId id) implements DirectoryEvent {}

    /**
     * The directory has told of these peers, and its list, read anew and to the end, no longer has them; but it did not tell
     * that they left. It may have been started anew, or be lying: whoever hears it knows these peers from before, and no more.
     */
    record Unlisted(List<PeerId> ids) implements DirectoryEvent {
        public Unlisted {
            ids = List.copyOf(ids);
        }
    }

    /** The directory is connected; {@link Appeared} follows for each peer that is there. */
    record Connected() implements DirectoryEvent {}

    /**
     * The directory is out of reach; it will be tried again. Nobody is forgotten for that.
     *
     * @param reason one line for people
     */
    record Disconnected(String reason) implements DirectoryEvent {}
}
