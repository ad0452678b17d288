package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.registry.store.NameSkeleton;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.SignedRecord;

/** Finds records by id, name or prefix, and lists them. Safe for use by several threads. */
final class RedisIndex {
    /** The most entries that one script looks at, so that none holds up the others for long. */
    private static final int PART = 256;

    private final Lane lane;
    private final Keys keys;

    RedisIndex(Lane lane, Keys keys) {
        this.lane = lane;
        this.keys = keys;
    }

    Optional<SignedRecord> find(PeerId id) throws IOException {
        return found(List.of(id.text()));
    }

    Optional<SignedRecord> find(PeerName name) throws IOException {
        return found(List.of(name.text(), NameSkeleton.of(name).text()));
    }

    List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException {
        String folded = prefix.toLowerCase(Locale.ROOT);
        var records = new ArrayList<SignedRecord>();
        // names are ASCII: the last of them is before this
        String to = "(" + folded + "\u007f";
        String from = "[" + folded;
        while (records.size() < limit) {
            List<?> answer =
                    call(Script.PREFIX, List.of(prefix, from, to, PART, limit - records.size()));
            for (Object record : answer.subList(1, answer.size())) {
                records.add(RecordForm.decode(record));
            }
            String last = Replies.text(answer.getFirst());
            if (last.isEmpty()) {
                break;
            }
            from = "(" + last;
        }
        return records;
    }

    RecordPage page(@Nullable PeerId after, int limit) throws IOException {
        var records = new ArrayList<SignedRecord>();
        PeerId last = after;
        String from = after == null ? "-" : "(" + after.text();
        while (true) {
            // one more than asked for, which tells whether the list goes on
            int count = Math.clamp(limit + 1L - records.size(), 1, PART);
            List<?> answer = call(Script.PAGE, List.of(from, count));
            for (int i = 1; i + 1 < answer.size(); i += 2) {
                if (records.size() == limit) {
                    return new RecordPage(records, last);
                }
                last = new PeerId(Replies.text(answer.get(i)));
                records.add(RecordForm.decode(answer.get(i + 1)));
            }
            String reached = Replies.text(answer.getFirst());
            if (reached.isEmpty()) {
                return new RecordPage(records, null);
            }
            from = "(" + reached;
        }
    }

    private Optional<SignedRecord> found(List<String> arguments) throws IOException {
        Object reply = lane.call(Script.FIND.call(keys, arguments));
        return reply == null ? Optional.empty() : Optional.of(RecordForm.decode(reply));
    }

    private List<?> call(Script script, List<?> arguments) throws IOException {
        return Replies.list(lane.call(script.call(keys, arguments)), 1);
    }
}
