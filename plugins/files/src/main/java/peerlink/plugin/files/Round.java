package peerlink.plugin.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Takes the blocks that a sender tells of after one {@code want}, in their order, and holds them
 * against the rules. Used by one thread at a time.
 */
final class Round {
    private final Part part;
    private final Manifest manifest;
    private final BitSet have;
    private final LongConsumer onBytes;
    private final MessageDigest root = Digests.sha256();

    /** The block that is on its way, if {@link #content} is there. */
    private int block = -1;

    private byte[] digest = {};
    private @Nullable ByteBuffer content;

    /** One buffer for all blocks that come in pieces. */
    private @Nullable ByteBuffer buffer;

    /**
     * @param have the blocks that the sender was told of
     * @param onBytes hears of the bytes that have arrived
     */
    Round(Part part, Manifest manifest, BitSet have, LongConsumer onBytes) {
        this.part = part;
        this.manifest = manifest;
        this.have = have;
        this.onBytes = onBytes;
    }

    /** Takes a frame with content. */
    void take(TransferFrame frame) throws IOException {
        switch (frame) {
            case TransferFrame.Block(int number, Bytes told, ByteBuffer piece) ->
                    begin(number, told, piece);
            case TransferFrame.More(ByteBuffer piece) -> more(piece);
            case TransferFrame.Zeros(int number) -> {
                next(number);
                requireMissing(number);
                root.update(part.zeros(number));
                onBytes.accept(manifest.length(number));
            }
            case TransferFrame.Same(int number, Bytes told) -> {
                next(number);
                if (!have.get(number)) {
                    throw new ProtocolViolationException(
                            "block %d is not there already".formatted(number));
                }
                byte[] bytes = told.toByteArray();
                root.update(bytes);
                part.compare(number, bytes);
            }
            case TransferFrame.Leave(int entry, String _) -> {
                requireNoPiece();
                if (entry >= manifest.entries().size()
                        || manifest.entries().get(entry).isFolder()
                        || part.skip().get(entry)) {
                    throw new ProtocolViolationException("entry %d can't be left".formatted(entry));
                }
                part.leave(entry);
            }
            default ->
                    throw new ProtocolViolationException(
                            "a frame out of turn: '" + frame.kind() + "'");
        }
    }

    /** Takes the end of the round. */
    void end(Bytes told) throws ProtocolViolationException {
        requireNoPiece();
        if (!Bytes.wrap(root.digest()).equals(told)) {
            throw new ProtocolViolationException("the root does not fit the blocks");
        }
    }

    private void begin(int number, Bytes told, ByteBuffer piece) throws IOException {
        next(number);
        requireMissing(number);
        digest = told.toByteArray();
        int length = manifest.length(number);
        if (piece.remaining() == length) {
            finish(number, piece);
            return;
        }
        ByteBuffer room = buffer == null ? ByteBuffer.allocate(Manifest.BLOCK) : buffer;
        buffer = room;
        content = room.clear().limit(length);
        more(piece);
    }

    private void more(ByteBuffer piece) throws IOException {
        ByteBuffer filling = content;
        if (filling == null) {
            throw new ProtocolViolationException("data of no block");
        }
        if (piece.remaining() > filling.remaining()) {
            throw new ProtocolViolationException("more data than block %d has".formatted(block));
        }
        filling.put(piece);
        if (!filling.hasRemaining()) {
            content = null;
            finish(block, filling.flip());
        }
    }

    private void finish(int number, ByteBuffer whole) throws IOException {
        int length = whole.remaining();
        part.write(number, digest, whole);
        root.update(digest);
        onBytes.accept(length);
    }

    private void next(int number) throws ProtocolViolationException {
        requireNoPiece();
        if (number <= block || number >= manifest.blocks()) {
            throw new ProtocolViolationException(
                    "block %d after block %d of %d".formatted(number, block, manifest.blocks()));
        }
        if (part.skip().get(manifest.entryOf(number))) {
            throw new ProtocolViolationException("block %d is not wanted".formatted(number));
        }
        block = number;
    }

    private void requireMissing(int number) throws ProtocolViolationException {
        if (have.get(number)) {
            throw new ProtocolViolationException("block %d was there".formatted(number));
        }
    }

    private void requireNoPiece() throws ProtocolViolationException {
        if (content != null) {
            throw new ProtocolViolationException("block %d is not complete".formatted(block));
        }
    }
}
