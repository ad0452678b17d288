package peerlink.plugin.files.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import peerlink.api.Bytes;

/** Writes frames of {@code files/2}. */
final class TransferFrameWriter {
    private TransferFrameWriter() {}

    static Bytes write(TransferFrame frame) {
        return switch (frame) {
            case TransferFrame.Offer offer -> offer(offer);
            case TransferFrame.Get() -> kind(2);
            case TransferFrame.ManifestPiece(ByteBuffer content) ->
                    piece(start(3, 0, content), content);
            case TransferFrame.Want(Bytes skip, Bytes have) ->
                    done(
                            ByteBuffer.allocate(9 + skip.size() + have.size())
                                    .put((byte) 4)
                                    .putInt(skip.size())
                                    .put(skip.asByteBuffer())
                                    .putInt(have.size())
                                    .put(have.asByteBuffer()));
            case TransferFrame.Block(int number, Bytes digest, ByteBuffer content) ->
                    piece(
                            start(5, Integer.BYTES + TransferFrame.DIGEST, content)
                                    .putInt(number)
                                    .put(digest.asByteBuffer()),
                            content);
            case TransferFrame.More(ByteBuffer content) -> piece(start(6, 0, content), content);
            case TransferFrame.Zeros(int number) ->
                    done(ByteBuffer.allocate(5).put((byte) 7).putInt(number));
            case TransferFrame.Same(int number, Bytes digest) ->
                    done(
                            ByteBuffer.allocate(5 + TransferFrame.DIGEST)
                                    .put((byte) 8)
                                    .putInt(number)
                                    .put(digest.asByteBuffer()));
            case TransferFrame.Leave(int entry, String reason) -> {
                byte[] utf8 = reason(reason);
                yield done(
                        ByteBuffer.allocate(5 + utf8.length).put((byte) 9).putInt(entry).put(utf8));
            }
            case TransferFrame.End(Bytes root) ->
                    done(
                            ByteBuffer.allocate(1 + TransferFrame.DIGEST)
                                    .put((byte) 10)
                                    .put(root.asByteBuffer()));
            case TransferFrame.Done() -> kind(11);
            case TransferFrame.Wait() -> kind(12);
            case TransferFrame.Stop(boolean isForGood, String reason) -> {
                byte[] utf8 = reason(reason);
                yield done(
                        ByteBuffer.allocate(2 + utf8.length)
                                .put((byte) 13)
                                .put((byte) (isForGood ? 0 : 1))
                                .put(utf8));
            }
        };
    }

    private static Bytes offer(TransferFrame.Offer offer) {
        List<byte[]> names =
                offer.names().stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toList();
        int length = names.stream().mapToInt(name -> Short.BYTES + name.length).sum();
        int marks = offer.hasMarks() ? 1 : 0;
        ByteBuffer out =
                ByteBuffer.allocate(1 + TransferFrame.DIGEST + 4 + 4 + 8 + 4 + 1 + length + marks)
                        .put((byte) 1)
                        .put(offer.digest().asByteBuffer())
                        .putInt(offer.files())
                        .putInt(offer.folders())
                        .putLong(offer.bytes())
                        .putInt(offer.manifestLength())
                        .put((byte) names.size());
        names.forEach(name -> out.putShort((short) name.length).put(name));
        if (offer.hasMarks()) {
            out.put((byte) 1);
        }
        return done(out);
    }

    private static ByteBuffer start(int kind, int fields, ByteBuffer content) {
        return ByteBuffer.allocate(1 + fields + content.remaining()).put((byte) kind);
    }

    private static Bytes piece(ByteBuffer out, ByteBuffer content) {
        return done(out.put(content.duplicate()));
    }

    private static byte[] reason(String reason) {
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        return utf8.length <= TransferFrame.MAX_REASON
                ? utf8
                : java.util.Arrays.copyOf(utf8, TransferFrame.MAX_REASON);
    }

    private static Bytes kind(int kind) {
        return Bytes.wrap(new byte[] {(byte) kind});
    }

    private static Bytes done(ByteBuffer out) {
        return Bytes.wrap(out.array());
    }
}
