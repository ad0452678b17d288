package peerlink.testkit;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.ForwardingStore;
import peerlink.core.store.MessageStore;

/**
 * Forgets at times that the handlers have finished a message, or the reader of a plugin, as the
 * disk does of a node that is cut off just before: its next run hands the message over again.
 */
final class ForgetfulStore extends ForwardingStore {
    private final BooleanSupplier forgets;

    ForgetfulStore(MessageStore store, BooleanSupplier forgets) {
        super(store);
        this.forgets = forgets;
    }

    @Override
    public void apply(Change change, Committer committer, Consumer<@Nullable IOException> done) {
        boolean finishes = change instanceof Change.Handle || change instanceof Change.Acknowledge;
        if (finishes && forgets.getAsBoolean()) {
            done.accept(null);
        } else {
            super.apply(change, committer, done);
        }
    }
}
