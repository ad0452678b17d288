package peerlink.registry.client;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.protocol.ClockSkew;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.SignedRecord;

/**
 * Checks a server's answers for a client: it believes records that their peer has signed, lately,
 * that are no older than one that the server gave before, and that match the query. Everything else
 * is dropped and logged. If another server has given a newer record of the peer, that one takes the
 * place of a good one: the peer is there, but its last statement counts. Safe for use by several
 * threads.
 */
final class RecordCheck {
    private static final System.Logger LOG = System.getLogger(RecordCheck.class.getName());

    private final String label;
    private final InstantSource clock;
    private final NewestRecords newest;

    /**
     * The greatest sequence number that this server gave of each peer, the one not met for longest
     * first.
     */
    private final Map<PeerId, Long> seen = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param label the name of the registry in messages
     */
    RecordCheck(String label, InstantSource clock, NewestRecords newest) {
        this.label = label;
        this.clock = clock;
        this.newest = newest;
    }

    /** Returns the peer as in the newest record that any registry of the discovery has given. */
    Peer newest(Peer peer) {
        return newest.newest(peer);
    }

    /** Begins to look at an answer. */
    CheckedAnswer answer(Predicate<Peer> expected) {
        return new CheckedAnswer(expected);
    }

    /** Checks the records of one answer, which may come in pages. Used by one thread. */
    final class CheckedAnswer {
        private final Predicate<Peer> expected;
        private boolean isAnyBelieved;
        private @Nullable UntimelyException untimely;

        private CheckedAnswer(Predicate<Peer> expected) {
            this.expected = expected;
        }

        /** Returns the peers of the next records that are to be believed. */
        List<Peer> believed(List<SignedRecord> records) {
            var peers = new ArrayList<Peer>();
            IOException reason = null;
            int dropped = records.size();
            for (SignedRecord record : records) {
                try {
                    Peer peer = believe(record);
                    isAnyBelieved = true;
                    dropped--;
                    // under a new name it may not match the query any more
                    if (expected.test(peer)) {
                        peers.add(peer);
                    }
                } catch (UntimelyException e) {
                    untimely = e;
                    reason = e;
                } catch (ProtocolViolationException e) {
                    reason = e;
                }
            }
            if (reason != null) {
                // once a page, whichever peer fills the log
                LOG.log(
                        System.Logger.Level.WARNING,
                        "dropped {0} of {1} records from {2}, the last one since {3}",
                        dropped,
                        records.size(),
                        label,
                        Printable.reason(reason));
            }
            return peers;
        }

        /**
         * Ends the answer.
         *
         * @throws UntimelyException if there was no record to believe, and one that has nothing
         *     wrong but its time
         */
        void end() throws UntimelyException {
            if (!isAnyBelieved && untimely != null) {
                throw untimely;
            }
        }

        private Peer believe(SignedRecord record)
                throws ProtocolViolationException, UntimelyException {
            Statement.Present content = Statement.verify(record).content();
            Peer peer = content.peer();
            if (!expected.test(peer)) {
                throw new ProtocolViolationException("it is not what was asked for");
            }
            requireTimely(content);
            if (!isNew(peer.id(), content.sequence())) {
                throw new ProtocolViolationException("it is older than one seen before");
            }
            return newest.newest(peer, content.sequence());
        }
    }

    /**
     * Reports that the clocks disagree: this machine's is wrong, or the registry brings up records
     * of long ago.
     */
    static final class UntimelyException extends IOException {
        private static final long serialVersionUID = 1L;

        private UntimelyException(String message) {
            super(message);
        }
    }

    private void requireTimely(Statement content) throws UntimelyException {
        Instant now = clock.instant();
        ClockSkew skew = ClockSkew.of(content.issuedAt(), now);
        if (!skew.isWithin(PeerRecord.MAX_AGE, ProtocolLimits.MAX_AHEAD)) {
            throw new UntimelyException(
                    "%s gives records signed %s this machine's clock (%s): check the clock"
                            .formatted(label, skew, now.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private synchronized boolean isNew(PeerId id, long sequence) {
        Long before = seen.get(id);
        if (before != null && sequence < before) {
            return false;
        }
        seen.put(id, sequence);
        if (seen.size() > NewestRecords.MAX_REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        return true;
    }
}
