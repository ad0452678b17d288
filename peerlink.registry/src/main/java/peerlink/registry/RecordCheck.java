package peerlink.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

/**
 * What a client believes of a server's answers: records that their peer has signed, that are no older than one seen before,
 * and that are what was asked for. Everything else is dropped and logged. Safe for use by several threads.
 */
final class RecordCheck {
    private static final System.Logger LOG = System.getLogger(RecordCheck.class.getName());

    private static final int MAX_REMEMBERED = 100_000;

    /** The greatest sequence number seen of each peer, the one not met for longest first. */
    private final Map<PeerId, Long> seen = new LinkedHashMap<>(16, 0.75f, true);

    Optional<Peer> accept(SignedRecord record, Predicate<Peer> expected) {
        Statement.Present content;
        try {
            content = record.verify().content();
        } catch (ProtocolViolationException e) {
            return drop(Reason.of(e));
        }
        Peer peer = content.peer();
        if (!expected.test(peer)) {
            return drop("it is not what was asked for");
        }
        return isNew(peer.id(), content.sequence())
                ? Optional.of(peer)
                : drop("it is older than one seen before");
    }

    private synchronized boolean isNew(PeerId id, long sequence) {
        Long before = seen.get(id);
        if (before != null && sequence < before) {
            return false;
        }
        seen.put(id, sequence);
        if (seen.size() > MAX_REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        return true;
    }

    private static Optional<Peer> drop(String reason) {
        LOG.log(System.Logger.Level.WARNING, "dropped a record from the registry: {0}", reason);
        return Optional.empty();
    }
}
