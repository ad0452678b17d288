package peerlink.plugin.files.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import peerlink.api.Bytes;
import peerlink.plugin.files.basis.Digests;

/**
 * A block on its way out. Its bytes lie in a buffer that its maker uses again for the next one, and
 * each frame has a copy: what is alive at a time stays small, so that the JVM need not move it to
 * the old part of its heap. Used by one thread.
 */
public final class OutgoingBlock {
    private static final byte[] ZEROS = new byte[TransferFrame.MAX_PIECE];

    private final int number;
    private final ByteBuffer content;

    /**
     * @param number the block's number
     * @param content its bytes, 1 to {@link Manifest#BLOCK}, in an array; not changed as long as
     *     the block is in use
     */
    public OutgoingBlock(int number, ByteBuffer content) {
        this.number = number;
        this.content = content.slice();
    }

    /** Returns the number of its frames. */
    public int frames() {
        return (content.limit() + TransferFrame.MAX_PIECE - 1) / TransferFrame.MAX_PIECE;
    }

    /** Returns the number of the block's bytes in a frame. */
    public int length(int frame) {
        return Math.min(TransferFrame.MAX_PIECE, content.limit() - frame * TransferFrame.MAX_PIECE);
    }

    private ByteBuffer piece(int frame) {
        return content.slice(frame * TransferFrame.MAX_PIECE, length(frame));
    }

    /** Tells whether all bytes are 0. */
    public boolean isZeros() {
        for (int frame = 0; frame < frames(); frame++) {
            int from = content.arrayOffset() + frame * TransferFrame.MAX_PIECE;
            int length = length(frame);
            if (Arrays.mismatch(content.array(), from, from + length, ZEROS, 0, length) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the digest of the bytes. */
    public byte[] digest() {
        return Digests.of(content.duplicate());
    }

    /**
     * Returns a frame that carries a part of the block.
     *
     * @param frame its number, from 0 on
     * @param digest the digest of the block
     */
    public Bytes frame(int frame, byte[] digest) {
        return (frame == 0
                        ? new TransferFrame.Block(number, Bytes.wrap(digest), piece(frame))
                        : new TransferFrame.More(piece(frame)))
                .encode();
    }
}
