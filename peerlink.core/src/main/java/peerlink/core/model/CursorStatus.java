package peerlink.core.model;

/**
 * The state of a cursor, the named position of a reader of the journal.
 *
 * @param acknowledged the number of the last entry that the reader has acknowledged
 * @param waiting the number of the entries after that
 * @param waitingBytes the bytes of content that those entries have
 * @param lost the number of entries that were dropped before the reader had them, since it last
 *     acknowledged some; for a {@link CursorKind#SECONDARY} cursor, since it last had acknowledged
 *     all; 0 for a {@link CursorKind#STRICT} one
 */
public record CursorStatus(
        String name,
        CursorKind kind,
        long acknowledged,
        long waiting,
        long waitingBytes,
        long lost) {}
