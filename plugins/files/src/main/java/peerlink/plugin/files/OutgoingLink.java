package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.DigestFile;
import peerlink.plugin.files.source.SourceBlocks;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.OutgoingBlock;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Offers a transfer on one link, and sends what the receiver wants. {@link #run} listens; a task of
 * its own sends.
 */
final class OutgoingLink {
    /** The bytes that are sent at once. */
    private static final int BATCH = TransferFrame.MAX_PIECE;

    /** A slow disk may take longer for so many blocks than the receiver waits for a frame. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final int MAX_ROUNDS = 4;

    private final TransferContext context;
    private final OutgoingState transfer;
    private final Link link;
    private final Manifest manifest;
    private final Watchdog.Deadline silence;
    private final AtomicReference<TransferFrame.@Nullable Stop> lastWord = new AtomicReference<>();
    private volatile boolean isSending;
    private int rounds;
    private boolean hasTold;

    OutgoingLink(OutgoingState transfer, Link link) {
        this.context = transfer.context();
        this.transfer = transfer;
        this.link = link;
        this.manifest = transfer.tree().manifest();
        this.silence = context.watchdog().in(context.limits().stall(), link::close);
    }

    /** Speaks until the link has ended. */
    TransferOutcome run() {
        try {
            link.send(manifest.offer().encode());
            TransferOutcome outcome = null;
            while (outcome == null) {
                Bytes frame = link.receive();
                silence.renew();
                outcome = take(TransferFrame.decode(frame));
            }
            return outcome;
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            String reason = String.valueOf(e.getMessage());
            say(new TransferFrame.Stop(true, reason));
            return new TransferOutcome.Ended(transfer.notices().failure(reason));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                // the caller has cancelled it: an offer ends, and what is accepted can go on later
                say(new TransferFrame.Stop(!transfer.wasAccepted(), "the sender has cancelled it"));
                Thread.currentThread().interrupt();
            }
            TransferFrame.Stop said = lastWord.get();
            if (said != null) {
                return said.isForGood()
                        ? new TransferOutcome.Ended(transfer.notices().given(said.reason()))
                        : new TransferOutcome.Interrupted(said.reason(), false);
            }
            return new TransferOutcome.Interrupted(
                    e instanceof EOFException ? "the link was closed" : Wording.reason(e), false);
        } finally {
            silence.close();
            link.close();
        }
    }

    /** Stops the transfer, and lets the receiver know. */
    void stop(TransferFrame.Stop word) {
        if (!lastWord.compareAndSet(null, word)) {
            return;
        }
        context.watchdog().in(context.limits().linger(), link::close);
        // on a task of its own: behind data that the other side doesn't read, it would wait
        context.plugin()
                .fork(
                        "give up " + transfer.number(),
                        () -> {
                            say(word);
                            link.close();
                        });
    }

    void close() {
        link.close();
    }

    /** Takes a frame of the receiver. Returns the outcome once there is one. */
    private @Nullable TransferOutcome take(TransferFrame frame) throws IOException {
        switch (frame) {
            case TransferFrame.Get() when !hasTold -> {
                hasTold = true;
                link.send(manifest.pieces());
                return null;
            }
            case TransferFrame.Want(Bytes skip, Bytes have) when !isSending -> {
                rounds++;
                if (rounds > MAX_ROUNDS) {
                    throw new ProtocolViolationException("more than " + MAX_ROUNDS + " rounds");
                }
                BitSet skipped = Bitmap.read(skip, manifest.entries().size());
                BitSet there = Bitmap.read(have, manifest.blocks());
                isSending = true;
                transfer.begin(skipped, there);
                context.plugin()
                        .fork("send " + transfer.number(), () -> sendBlocks(skipped, there));
                return null;
            }
            case TransferFrame.Wait() -> {
                return null;
            }
            case TransferFrame.Done() -> {
                return new TransferOutcome.Received();
            }
            case TransferFrame.Stop(boolean isForGood, String reason) -> {
                return isForGood
                        ? new TransferOutcome.Ended(
                                transfer.notices().refusal(transfer.wasAccepted(), reason))
                        : new TransferOutcome.Interrupted(reason, true);
            }
            default ->
                    throw new ProtocolViolationException(
                            "a frame out of turn: '" + frame.kind() + "'");
        }
    }

    private void sendBlocks(BitSet skipped, BitSet there) {
        MessageDigest root = Digests.sha256();
        Batch batch = new Batch();
        try (SourceBlocks blocks = new SourceBlocks(transfer.tree())) {
            for (int entry = 0; entry < manifest.entries().size(); entry++) {
                if (!manifest.entries().get(entry).isFolder() && !skipped.get(entry)) {
                    sendFile(blocks, entry, there, root, batch);
                }
            }
            batch.add(List.of(new TransferFrame.End(Bytes.wrap(root.digest())).encode()), 0);
            // before the last frame: another want may come at once
            isSending = false;
            batch.flush();
        } catch (IOException e) {
            // the thread that listens sees the end of the link, and tells the user
            context.plugin().logger().log(System.Logger.Level.DEBUG, "sending has ended", e);
        }
    }

    private void sendFile(
            SourceBlocks blocks, int entry, BitSet there, MessageDigest root, Batch batch)
            throws IOException {
        try {
            blocks.begin(entry);
        } catch (IOException e) {
            leave(entry, e, batch);
            return;
        }
        DigestFile known = transfer.digests();
        for (int block = manifest.firstBlock(entry);
                block < manifest.firstBlock(entry + 1);
                block++) {
            byte[] digest = there.get(block) ? known.read(block) : null;
            OutgoingBlock read = null;
            if (digest == null) {
                try {
                    read = blocks.read(block);
                } catch (IOException e) {
                    leave(entry, e, batch);
                    return;
                }
                digest = read.digest();
                known.write(block, digest);
            }
            root.update(digest);
            if (there.get(block)) {
                batch.add(List.of(new TransferFrame.Same(block, Bytes.wrap(digest)).encode()), 0);
            } else if (read != null && read.isZeros()) {
                batch.add(List.of(new TransferFrame.Zeros(block).encode()), manifest.length(block));
            } else if (read != null) {
                for (int frame = 0; frame < read.frames(); frame++) {
                    batch.add(List.of(read.frame(frame, digest)), read.length(frame));
                }
            }
        }
        try {
            blocks.end(entry);
        } catch (IOException e) {
            leave(entry, e, batch);
        }
    }

    private void leave(int entry, IOException e, Batch batch) throws IOException {
        String reason =
                e instanceof NoSuchFileException ? "it is no longer there" : Wording.reason(e);
        transfer.omissions().leave(entry, reason);
        batch.add(List.of(new TransferFrame.Leave(entry, reason).encode()), 0);
    }

    private void say(TransferFrame frame) {
        try {
            link.send(frame.encode());
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not told", e);
        }
    }

    /** Collects frames, so that many small files go at once. */
    private final class Batch {
        private final List<Bytes> frames = new ArrayList<>();
        private long bytes;
        private long size;
        private long flushedAt = context.nanoClock().getAsLong();

        /**
         * @param length the bytes of files that the frames stand for
         */
        void add(List<Bytes> more, int length) throws IOException {
            frames.addAll(more);
            bytes += length;
            for (Bytes frame : more) {
                size += frame.size();
            }
            if (size >= BATCH
                    || frames.size() >= 1024
                    || context.nanoClock().getAsLong() - flushedAt > LONGEST_SILENCE.toNanos()) {
                flush();
            }
        }

        void flush() throws IOException {
            if (!frames.isEmpty()) {
                link.send(frames);
                silence.renew();
                transfer.advance(bytes);
                frames.clear();
                bytes = 0;
                size = 0;
            }
            flushedAt = context.nanoClock().getAsLong();
        }
    }
}
