package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;

/**
 * The half-typed lines of all chats of a profile, those that are being typed among them. While a
 * chat runs, its lines are its own. What it leaves behind, also when its process is killed, belongs
 * to the next chat that opens the conversation. Safe for use by several threads.
 */
final class Drafts {
    /** The most characters of all lines; the oldest leave. */
    static final int MOST_TEXT = 1 << 20;

    private static final System.Logger LOG = System.getLogger(Drafts.class.getName());

    private final DraftFile file;
    private final List<Draft> all = new ArrayList<>(); // the oldest first; this guards it

    /**
     * @param owner the chat whose line it is; null once that has ended
     * @param terminal the process of the terminal on which it is being typed, or was when its
     *     process was killed; 0 for a line that waits
     * @param isKept whether it may be in the file
     */
    private record Draft(
            @Nullable Object owner, long terminal, Peer peer, String text, boolean isKept) {
        boolean isOf(@Nullable Object one, PeerId with) {
            return owner == one && peer.id().equals(with);
        }

        boolean waitsFor(Object chat) {
            return owner == chat && terminal == 0;
        }

        boolean isTypedIn(Object chat) {
            return owner == chat && terminal != 0;
        }

        /** Returns the line as one of no chat that runs. */
        Draft left(boolean mayBeKept) {
            return new Draft(null, terminal, peer, text, mayBeKept);
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
     * The terminal of a chat.
     *
     * @param process the process that has it
     * @param isTakenOver whether that process knows the line that an earlier process of the node
     *     was killed with
     */
    record Place(long process, boolean isTakenOver) {}

    /**
     * @param profile the profile's folder
     */
    Drafts(Path profile) {
        this.file = new DraftFile(profile);
        file.read().forEach(row -> add(row.terminal(), row.peer(), row.text()));
    }

    private void add(long terminal, Peer peer, String text) {
        add(new Draft(null, terminal, peer, text, true));
    }

    /** Adds a line, and drops the oldest for which there is no room then. */
    private void add(Draft draft) {
        all.add(draft);
        int text = all.stream().mapToInt(one -> one.text().length()).sum();
        while (all.size() > DraftFile.MOST || text > MOST_TEXT) {
            text -= all.removeFirst().text().length();
        }
    }

    /**
     * Returns the lines of a chat that begins.
     *
     * @param isKept whether lines may be in the file, asked for each; if they may not be now, those
     *     that are there leave it, and those that were put aside are deleted
     */
    OfChat begin(BooleanSupplier isKept, Place place) {
        OfChat chat = new OfChat(isKept, place.process());
        synchronized (this) {
            if (place.isTakenOver()) {
                all.replaceAll(
                        draft ->
                                draft.owner() == null && draft.terminal() == place.process()
                                        ? chat.typed(draft.peer(), draft.text())
                                        : draft);
            }
            if (!isKept.getAsBoolean()) {
                all.removeIf(draft -> draft.isTypedIn(chat));
                all.replaceAll(draft -> draft.owner() == null ? draft.left(false) : draft);
                write();
                dropDamaged();
            }
        }
        return chat;
    }

    /** Deletes what is left of lines that can't be read: these are typed text, too. */
    private void dropDamaged() {
        try {
            file.dropDamaged();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "damaged half-typed lines can't be deleted", e);
        }
    }

    /** Writes the lines that may be in the file; tells whether that was possible. */
    private synchronized boolean write() {
        try {
            file.write(
                    all.stream()
                            .filter(Draft::isKept)
                            .map(
                                    draft ->
                                            new DraftFile.Row(
                                                    draft.terminal(), draft.peer(), draft.text()))
                            .toList());
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "half-typed lines can't be kept", e);
            return false;
        }
    }

    /** The half-typed lines of one chat, and those that earlier chats have left. */
    final class OfChat {
        private final BooleanSupplier isKept;
        private final long terminal;
        private boolean isOver; // the drafts guard it

        private OfChat(BooleanSupplier isKept, long terminal) {
            this.isKept = isKept;
            this.terminal = terminal;
        }

        private Draft typed(Peer peer, String text) {
            return new Draft(this, terminal, peer, text, true);
        }

        /**
         * Keeps the line for a peer in place of this chat's earlier one and of the line being
         * typed; empty for none.
         */
        void put(Peer peer, String text) {
            synchronized (Drafts.this) {
                boolean isChanged =
                        all.removeIf(draft -> draft.isOf(this, peer.id()) || draft.isTypedIn(this));
                if (!text.isEmpty()) {
                    boolean mayBeKept = isKept.getAsBoolean() && text.length() <= TypedLine.LONGEST;
                    add(new Draft(this, 0, peer, text, mayBeKept));
                    isChanged = true;
                }
                if (isChanged) {
                    write();
                }
            }
        }

        /**
         * Keeps the line that is being typed in the file, if it may be there. It is a draft once
         * its process has been killed.
         *
         * @param line may be empty, as it is once the line was sent
         */
        void typing(TypedLine.State line) {
            synchronized (Drafts.this) {
                if (!isKept.getAsBoolean()) {
                    dropDamaged();
                }
                if (isOver || all.stream().anyMatch(draft -> isSame(draft, line))) {
                    return;
                }
                boolean isChanged = all.removeIf(draft -> draft.isTypedIn(this));
                if (line.peer().isPresent() && !line.text().isEmpty() && isKept.getAsBoolean()) {
                    add(typed(line.peer().get(), line.text()));
                    isChanged = true;
                }
                if (isChanged) {
                    write();
                }
            }
        }

        private boolean isSame(Draft draft, TypedLine.State line) {
            return draft.isTypedIn(this)
                    && draft.text().equals(line.text())
                    && line.peer().map(Peer::id).equals(Optional.of(draft.peer().id()))
                    && isKept.getAsBoolean();
        }

        /**
         * Takes the line for a peer, which is typed on from now; may be empty.
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
                            all.removeIf(one -> one == draft || one.isTypedIn(this));
                            if (isKept.getAsBoolean() && draft.isKept()) {
                                add(typed(draft.peer(), draft.text()));
                            }
                            write();
                        });
                return found.map(Draft::text).orElse("");
            }
        }

        private Optional<Draft> newest(@Nullable Object owner, PeerId peer) {
            return all.reversed().stream()
                    .filter(draft -> draft.isOf(owner, peer) && !draft.isTypedIn(this))
                    .findFirst();
        }

        /** Gives a line back that an earlier chat has left, as another one is being typed. */
        void giveBack(Peer peer, String text) {
            synchronized (Drafts.this) {
                all.removeIf(draft -> draft.isTypedIn(this) && draft.text().equals(text));
                add(new Draft(null, 0, peer, text, isKept.getAsBoolean()));
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
                        .filter(draft -> draft.waitsFor(this) || draft.owner() == null)
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
                    .filter(draft -> draft.waitsFor(this) && draft.isKept() == kept)
                    .map(Draft::peer)
                    .toList();
        }

        /**
         * Leaves the lines to the next chats, except those that are in no file.
         *
         * @param isHandedOver whether another process goes on with the line being typed: it stays
         *     in the file until then
         */
        Left leave(boolean isHandedOver) {
            synchronized (Drafts.this) {
                isOver = true;
                Left left = ifLeft();
                boolean isChanged =
                        all.removeIf(
                                draft ->
                                        draft.owner() == this && !draft.isKept()
                                                || draft.isTypedIn(this) && !isHandedOver);
                all.replaceAll(draft -> draft.owner() == this ? draft.left(true) : draft);
                boolean isWritten = !isChanged && left.kept().isEmpty() || write();
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
