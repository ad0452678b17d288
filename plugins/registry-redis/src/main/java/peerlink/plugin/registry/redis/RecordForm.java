package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.store.Change;
import peerlink.registry.store.SignedRecord;

/**
 * Encodes records and changes for Redis: 64 bytes of signature, then the signed bytes as they are.
 */
final class RecordForm {
    private static final int SIGNATURE = 64;

    private RecordForm() {}

    static byte[] encode(SignedRecord signed) {
        byte[] signature = signed.signature().toByteArray();
        byte[] record = signed.record().toByteArray();
        if (signature.length != SIGNATURE) {
            throw new IllegalArgumentException(signature.length + " bytes of signature");
        }
        byte[] form = new byte[SIGNATURE + record.length];
        System.arraycopy(signature, 0, form, 0, SIGNATURE);
        System.arraycopy(record, 0, form, SIGNATURE, record.length);
        return form;
    }

    static SignedRecord decode(@Nullable Object form) throws IOException {
        if (!(form instanceof byte[] bytes) || bytes.length < SIGNATURE) {
            throw new IOException("a record in the store is damaged");
        }
        return new SignedRecord(
                Bytes.copyOf(bytes, SIGNATURE, bytes.length - SIGNATURE),
                Bytes.copyOf(bytes, 0, SIGNATURE));
    }

    /**
     * Reads an entry of the feed.
     *
     * @param entry its id and its fields
     * @return null for the mark with which an epoch begins
     */
    static Change.@Nullable At change(List<?> entry) throws IOException {
        if (entry.size() != 2
                || !(entry.getLast() instanceof List<?> fields)
                || fields.size() != 2) {
            throw new IOException("the feed of the store is damaged");
        }
        long position = position(Replies.text(entry.getFirst()));
        return switch (Replies.text(fields.getFirst())) {
            case "r" -> new Change.At(position, new Change.Came(decode(fields.getLast())));
            case "g" ->
                    new Change.At(
                            position, new Change.Went(new PeerId(Replies.text(fields.getLast()))));
            default -> null;
        };
    }

    /** Returns the position that a stream's id stands for. */
    static long position(String id) {
        int dash = id.indexOf('-');
        return Long.parseLong(dash < 0 ? id : id.substring(0, dash));
    }
}
