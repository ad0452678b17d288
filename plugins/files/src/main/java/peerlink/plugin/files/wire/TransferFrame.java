package peerlink.plugin.files.wire;

import java.nio.ByteBuffer;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;

/**
 * A frame of protocol {@code files/2}; docs/files-protocol.md has the bytes, and the rules of who
 * says what when.
 */
public sealed interface TransferFrame {
    /** The longest piece of a block in one frame, in bytes. */
    int MAX_PIECE = 256 * 1024;

    /** The longest piece of a manifest in one frame, in bytes. */
    int MAX_MANIFEST_PIECE = 64 * 1024;

    /** The longest reason, in bytes; a longer one is cut. */
    int MAX_REASON = 512;

    /** The largest number of names in an offer. */
    int MAX_NAMES = 16;

    /** The length of a SHA-256 digest, in bytes. */
    int DIGEST = 32;

    /**
     * Offers a transfer.
     *
     * @param digest the digest of the manifest
     * @param files the number of files
     * @param folders the number of folders that have an entry
     * @param bytes the sum of the files' sizes
     * @param manifestLength the length of the manifest, in bytes
     * @param names the first names at the top, as they came: not safe to show
     * @param hasMarks whether the manifest tells dates and executable bits
     */
    record Offer(
            Bytes digest,
            int files,
            int folders,
            long bytes,
            int manifestLength,
            List<String> names,
            boolean hasMarks)
            implements TransferFrame {
        public Offer {
            names = List.copyOf(names);
        }

        /** Makes an offer without dates and executable bits. */
        public Offer(
                Bytes digest,
                int files,
                int folders,
                long bytes,
                int manifestLength,
                List<String> names) {
            this(digest, files, folders, bytes, manifestLength, names, false);
        }
    }

    /** Asks for the manifest. */
    record Get() implements TransferFrame {}

    /** Carries the next bytes of the manifest; the buffer is read once. */
    record ManifestPiece(ByteBuffer content) implements TransferFrame {}

    /**
     * Accepts; see {@link Bitmap}.
     *
     * @param skip the entries that are not wanted
     * @param have the blocks that are there
     */
    record Want(Bytes skip, Bytes have) implements TransferFrame {}

    /** Begins a block; the buffer has its first bytes. */
    record Block(int number, Bytes digest, ByteBuffer content) implements TransferFrame {}

    /** Goes on with a block. */
    record More(ByteBuffer content) implements TransferFrame {}

    /** Stands for a block of zeros. */
    record Zeros(int number) implements TransferFrame {}

    /** Stands for a block that the receiver has. */
    record Same(int number, Bytes digest) implements TransferFrame {}

    /** Takes an entry out of the transfer; the reason is cleaned. */
    record Leave(int entry, String reason) implements TransferFrame {}

    /** Ends a round. */
    record End(Bytes root) implements TransferFrame {}

    /** Tells that all is saved. */
    record Done() implements TransferFrame {}

    /** Tells that the receiver is still there. */
    record Wait() implements TransferFrame {}

    /**
     * Ends the transfer, or this link.
     *
     * @param isForGood whether another try is of no use
     * @param reason why, for people; cleaned
     */
    record Stop(boolean isForGood, String reason) implements TransferFrame {}

    /**
     * Reads a frame.
     *
     * @throws ProtocolViolationException if the protocol has no such frame
     */
    static TransferFrame decode(Bytes frame) throws ProtocolViolationException {
        return TransferFrameReader.read(frame);
    }

    /** Returns the bytes that {@link #decode} reads. */
    default Bytes encode() {
        return TransferFrameWriter.write(this);
    }

    /** Returns the word for the frame's kind. */
    default String kind() {
        return switch (this) {
            case Offer _ -> "offer";
            case Get() -> "get";
            case ManifestPiece _ -> "manifest";
            case Want _ -> "want";
            case Block _ -> "block";
            case More _ -> "data";
            case Zeros _ -> "zeros";
            case Same _ -> "same";
            case Leave _ -> "leave";
            case End _ -> "end";
            case Done() -> "done";
            case Wait() -> "wait";
            case Stop _ -> "stop";
        };
    }
}
