package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.text.EscapedRow;
import peerlink.core.profile.PrivateFiles;

/**
 * The half-typed lines of all chats of a profile. While a chat runs, its lines are its own. What it
 * leaves behind belongs to the next chat that opens the conversation. They are in a file of the
 * profile, a row each: the peer's id, its name, and the line. Safe for use by several threads.
 */
final class Drafts {
    static final String FILE = "drafts";

    /** The largest number of lines; the oldest leave. */
    static final int MOST = 100;

    /** The longest line in the file, in characters: that of the longest message. */
    static final int LONGEST = Message.MAX_TEXT;

    /** The longest file: no character of a line takes more than four bytes, or two escaped. */
    private static final int MAX_FILE = MOST * (4 * LONGEST + 256);

    private static final System.Logger LOG = System.getLogger(Drafts.class.getName());

    private final Path profile;
    private final List<Draft> all = new ArrayList<>(); // the oldest first; this guards it

    /**
     * @param owner the chat whose line it is; null once that has ended
     * @param isKept whether it may be in the file
     */
    private record Draft(@Nullable Object owner, Peer peer, String text, boolean isKept) {
        boolean isOf(@Nullable Object one, PeerId with) {
            return owner == one && peer.id().equals(with);
        }
    }

    /**
     * The fate of the lines of a chat that ends.
     *
     * @param kept the peers whose lines a later chat will have
     * @param lost the peers whose lines are in no file, and gone with the chat
     */
    record Left(List<Peer> kept, List<Peer> lost) {}

    /**
     * @param profile the profile's folder
     */
    Drafts(Path profile) {
        this.profile = profile;
        read();
    }

    private void read() {
        Path file = profile.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                return;
            }
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("longer than " + MAX_FILE + " bytes");
            }
            for (String row : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] parts = row.split("\t", 3);
                if (parts.length == 3 && all.size() < MOST) {
                    Peer peer = new Peer(new PeerId(parts[0]), new PeerName(parts[1]), List.of());
                    all.add(new Draft(null, peer, EscapedRow.read(parts[2]), true));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "half-typed lines of earlier chats are lost", e);
        }
    }

    /**
     * Returns the lines of a chat that begins.
     *
     * @param isKept whether lines may be in the file, asked for each; if they may not be now, those
     *     that are there leave it
     */
    OfChat begin(BooleanSupplier isKept) {
        if (!isKept.getAsBoolean()) {
            synchronized (this) {
                all.replaceAll(
                        draft ->
                                draft.owner() == null
                                        ? new Draft(null, draft.peer(), draft.text(), false)
                                        : draft);
                write();
            }
        }
        return new OfChat(isKept);
    }

    /** Writes the lines that may be in the file; tells whether that was possible. */
    private synchronized boolean write() {
        StringBuilder text = new StringBuilder();
        for (Draft draft : all) {
            if (draft.isKept()) {
                text.append(draft.peer().id().text())
                        .append('\t')
                        .append(draft.peer().name())
                        .append('\t')
                        .append(EscapedRow.written(draft.text()))
                        .append('\n');
            }
        }
        try {
            if (text.isEmpty()) {
                Files.deleteIfExists(profile.resolve(FILE));
            } else {
                PrivateFiles.write(
                        profile.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
            }
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "half-typed lines can't be kept", e);
            return false;
        }
    }

    /** The half-typed lines of one chat, and those that earlier chats have left. */
    final class OfChat {
        private final BooleanSupplier isKept;

        private OfChat(BooleanSupplier isKept) {
            this.isKept = isKept;
        }

        /** Keeps the line for a peer in place of this chat's earlier one; empty for none. */
        void put(Peer peer, String text) {
            synchronized (Drafts.this) {
                boolean isChanged = all.removeIf(draft -> draft.isOf(this, peer.id()));
                if (!text.isEmpty()) {
                    boolean mayBeKept = isKept.getAsBoolean() && text.length() <= LONGEST;
                    all.add(new Draft(this, peer, text, mayBeKept));
                    isChanged = true;
                }
                if (all.size() > MOST) {
                    all.removeFirst();
                }
                if (isChanged) {
                    write();
                }
            }
        }

        /**
         * Takes the line for a peer; may be empty.
         *
         * @param isOpened whether the conversation was just opened: then the newest line that an
         *     earlier chat has left serves as well
         */
        String take(PeerId peer, boolean isOpened) {
            synchronized (Drafts.this) {
                Optional<Draft> found =
                        newest(this, peer)
                                .or(() -> isOpened ? newest(null, peer) : Optional.empty());
                found.ifPresent(
                        draft -> {
                            all.remove(draft);
                            write();
                        });
                return found.map(Draft::text).orElse("");
            }
        }

        private Optional<Draft> newest(@Nullable Object owner, PeerId peer) {
            return all.reversed().stream().filter(draft -> draft.isOf(owner, peer)).findFirst();
        }

        /** Gives a line back that an earlier chat has left, as another one is being typed. */
        void giveBack(Peer peer, String text) {
            synchronized (Drafts.this) {
                all.add(new Draft(null, peer, text, isKept.getAsBoolean()));
                write();
            }
        }

        /** Drops the line for a peer. */
        void drop(PeerId peer) {
            synchronized (Drafts.this) {
                if (all.removeIf(draft -> draft.isOf(this, peer) || draft.isOf(null, peer))) {
                    write();
                }
            }
        }

        /** Returns the peers for whom a line waits here. */
        List<Peer> peers() {
            synchronized (Drafts.this) {
                return all.stream()
                        .filter(draft -> draft.owner() == this || draft.owner() == null)
                        .map(Draft::peer)
                        .toList();
            }
        }

        /** Returns what becomes of the lines if the chat ends now. */
        Left ifLeft() {
            synchronized (Drafts.this) {
                return new Left(ofThis(true), ofThis(false));
            }
        }

        private List<Peer> ofThis(boolean kept) {
            return all.stream()
                    .filter(draft -> draft.owner() == this && draft.isKept() == kept)
                    .map(Draft::peer)
                    .toList();
        }

        /** Leaves the lines to the next chats, except those that are in no file. */
        Left leave() {
            synchronized (Drafts.this) {
                Left left = ifLeft();
                all.removeIf(draft -> draft.owner() == this && !draft.isKept());
                all.replaceAll(
                        draft ->
                                draft.owner() == this
                                        ? new Draft(
                                                null, draft.peer(), draft.text(), draft.isKept())
                                        : draft);
                boolean isWritten = left.kept().isEmpty() || write();
                if (isWritten) {
                    return left;
                }
                List<Peer> lost = new ArrayList<>(left.kept());
                lost.addAll(left.lost());
                return new Left(List.of(), lost);
            }
        }
    }
}
