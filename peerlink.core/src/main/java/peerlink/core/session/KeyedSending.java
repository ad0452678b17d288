package peerlink.core.session;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.core.store.JournalStore;

/**
 * Sends a message once for each key, so that a caller that does not know whether an earlier call
 * has worked calls again. A key is remembered for seven days, with at most 9,999 later ones. It is
 * stored with its message. Safe for use by several threads.
 */
public final class KeyedSending {
    /** The length of a key at most. */
    public static final int MAX_LENGTH = 128;

    private final SessionContext context;

    /** Keeps two calls with the same key from both finding none. */
    private final ReentrantLock lock = new ReentrantLock();

    KeyedSending(SessionContext context) {
        this.context = context;
    }

    /**
     * A key of a message: 1 to {@value #MAX_LENGTH} printable ASCII characters, without a blank.
     */
    public record Key(String text) {
        public Key {
            if (text.isEmpty()
                    || text.length() > MAX_LENGTH
                    || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "no key of a message: it has 1 to %d printable ASCII characters"
                                .formatted(MAX_LENGTH));
            }
        }
    }

    /**
     * A message that was sent with a key.
     *
     * @param delivery its way, if this call has sent it; empty if an earlier one has
     * @param failure the reason for which it was given up; empty if it was not
     */
    public record Sent(String messageId, Optional<Delivery> delivery, String failure) {}

    /** Sends a message that has no key yet. */
    interface Sending {
        Delivery send() throws IOException;
    }

    /** Returns the message that was sent with a key in the last seven days. */
    Optional<JournalStore.Keyed> find(Key key) throws IOException {
        return context.store()
                .journal()
                .sent(key.text(), context.elapsed().millis() - JournalStore.KEY_MILLIS);
    }

    Sent send(Peer peer, Key key, Sending sending) throws IOException {
        lock.lock();
        try {
            Optional<JournalStore.Keyed> before = find(key);
            if (before.isPresent()) {
                if (!before.get().peer().equals(peer.id())) {
                    throw new IOException(
                            "the key '%s' was used for a message to another peer"
                                    .formatted(key.text()));
                }
                return new Sent(before.get().messageId(), Optional.empty(), before.get().failure());
            }
            Delivery delivery = sending.send();
            return new Sent(delivery.message().id(), Optional.of(delivery), "");
        } finally {
            lock.unlock();
        }
    }
}
