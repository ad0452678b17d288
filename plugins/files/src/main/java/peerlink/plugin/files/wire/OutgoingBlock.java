package peerlink.plugin.files.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.plugin.files.basis.Digests;

/**
 * A block on its way out. The file's bytes are read into the frames themselves, so that they are
 * copied no more than once. Used by one thread, and once.
 */
public final class OutgoingBlock {
    private static final int HEAD = 1 + Integer.BYTES + TransferFrame.DIGEST;
    private static final byte[] ZEROS = new byte[TransferFrame.MAX_PIECE];

    private final int number;
    private final List<byte[]> frames = new ArrayList<>();

    /**
     * @param number the block's number
     * @param length its length, in bytes: 1 to {@link Manifest#BLOCK}
     */
    public OutgoingBlock(int number, int length) {
        this.number = number;
        for (int done = 0; done < length; done += TransferFrame.MAX_PIECE) {
            int piece = Math.min(TransferFrame.MAX_PIECE, length - done);
            frames.add(new byte[head(frames.size()) + piece]);
        }
    }

    /** Returns the room for the block's bytes, in order, to be filled completely. */
    public List<ByteBuffer> room() {
        List<ByteBuffer> room = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            room.add(ByteBuffer.wrap(frames.get(i), head(i), frames.get(i).length - head(i)));
        }
        return room;
    }

    /** Tells whether all bytes are 0. */
    public boolean isZeros() {
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            int length = frame.length - head(i);
            if (Arrays.mismatch(frame, head(i), frame.length, ZEROS, 0, length) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the digest of the bytes. */
    public byte[] digest() {
        MessageDigest digest = Digests.sha256();
        for (int i = 0; i < frames.size(); i++) {
            digest.update(frames.get(i), head(i), frames.get(i).length - head(i));
        }
        return digest.digest();
    }

    /**
     * Returns the frames that carry the block.
     *
     * @param digest its digest
     */
    public List<Bytes> frames(byte[] digest) {
        ByteBuffer.wrap(frames.getFirst()).put((byte) 5).putInt(number).put(digest);
        List<Bytes> all = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                frames.get(i)[0] = 6;
            }
            all.add(Bytes.wrap(frames.get(i)));
        }
        return all;
    }

    private static int head(int frame) {
        return frame == 0 ? HEAD : 1;
    }
}
