package peerlink.core.store.sqlite;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.store.MessageStore;

/** A change that a caller has asked of a store, with the callback for its result. */
public final class AskedChange {
    private static final System.Logger LOG = System.getLogger(AskedChange.class.getName());

    private final MessageStore.Change change;
    private final Consumer<@Nullable IOException> done;
    private @Nullable IOException failure;

    public AskedChange(MessageStore.Change change, Consumer<@Nullable IOException> done) {
        this.change = change;
        this.done = done;
    }

    MessageStore.Change change() {
        return change;
    }

    /** Tells whether the change drops messages, and so may free the room that a full disk needs. */
    public boolean drops() {
        return (isPatient() && !(change instanceof MessageStore.Change.Deliver))
                || change instanceof MessageStore.Change.Acknowledge
                || change instanceof MessageStore.Change.DropCursor;
    }

    /** Tells whether no caller waits for the change. */
    boolean isPatient() {
        return switch (change) {
            case MessageStore.Change.Settle _,
                    MessageStore.Change.Deliver _,
                    MessageStore.Change.Withdraw _,
                    MessageStore.Change.Handle _ ->
                    true;
            case MessageStore.Change.Acknowledge acknowledge -> acknowledge.isPatient();
            case MessageStore.Change.Submit _,
                    MessageStore.Change.Restart _,
                    MessageStore.Change.Receive _,
                    MessageStore.Change.Advance _,
                    MessageStore.Change.TakeRequest _,
                    MessageStore.Change.OfCursor _,
                    MessageStore.Change.Pass _ ->
                    false;
        };
    }

    /** Returns the bytes of content that the change adds. */
    int size() {
        return switch (change) {
            case MessageStore.Change.Submit submit -> submit.message().content().size();
            case MessageStore.Change.Receive receive ->
                    receive.message().message().content().size();
            default -> 0;
        };
    }

    /** Notes that the change was made, as far as is known. */
    void succeeded() {
        failure = null;
    }

    void failed(IOException reason) {
        failure = reason;
    }

    /** Tells the caller the result of the change. */
    void tell() {
        try {
            done.accept(failure);
        } catch (RuntimeException | Error e) {
            // the callers of other changes wait for their results
            LOG.log(Level.ERROR, "being told of a kept message failed", e);
        }
    }
}
