package peerlink.core.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;

/** Serves a node that only looks: it is empty and keeps nothing. */
public final class EmptyStore implements MessageStore {
    @Override
    public PeerState read(PeerId peer) {
        return PeerState.NONE;
    }

    @Override
    public List<PeerId> busy() {
        return List.of();
    }

    @Override
    public Optional<Elapsed> elapsed() {
        return Optional.empty();
    }

    @Override
    public long lastNumber() {
        return 0;
    }

    @Override
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        done.accept(new IOException("this node neither sends nor keeps messages"));
    }

    @Override
    public void close() {}
}
