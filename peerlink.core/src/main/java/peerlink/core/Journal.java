package peerlink.core;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import peerlink.api.Registration;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;

/**
 * The journal of a profile: the messages that it has received, and those of its own that were
 * acknowledged, as long as a reader has not acknowledged them. A reader has a cursor, which
 * outlives every process. A message becomes an entry in the transaction that keeps it, or drops it
 * once it is acknowledged; whichever process of the profile does that. A request becomes one when
 * it is accepted. Without cursors nothing is kept. Safe for use by several threads.
 *
 * <p>The methods block until the disk has answered, except for {@link #watch}.
 */
public interface Journal {
    /** The beginning of the names of plugins' cursors. */
    String PLUGIN = "plugin:";

    /** The characters of a name: 1 to 64 of these. */
    Pattern NAME = Pattern.compile("[a-z0-9._:-]{1,64}");

    /**
     * Makes a cursor, unless it is there. Its entries are those from now on, and the messages that
     * came before and are not finished: those that neither the user nor the handlers have had. The
     * first {@link CursorKind#STRICT} one also has the entries that wait for a {@link
     * CursorKind#SECONDARY} one, and that no STRICT one had before. A STRICT one that is opened as
     * SECONDARY becomes that.
     *
     * @throws IllegalArgumentException if it is no name of a cursor
     * @throws IOException if it is there and of another kind, there are 1,000, or the disk can't be
     *     written to
     */
    void open(String cursor, CursorKind kind) throws IOException;

    /**
     * Returns entries that a cursor has not acknowledged, in the order of their numbers. Never
     * waits for new ones, nor for changes that are not yet on disk, such as the end of a message
     * that was acknowledged just now. One call returns about 4 MiB of content at most.
     *
     * @param after the number after which they begin; if the cursor has acknowledged more, they
     *     begin after that
     * @param limit the number of entries at most, at least 1; there may be fewer, but none only if
     *     there are none
     * @throws IOException if there is no such cursor, or the entries can't be read
     */
    List<JournalEntry> read(String cursor, long after, int limit) throws IOException;

    /**
     * Notes that the reader has all entries up to a number, which are dropped once no other cursor
     * needs them. It is on disk when this returns. A number that was acknowledged before changes
     * nothing.
     *
     * @throws IOException if there is no such cursor, or no entry of this number yet, or the disk
     *     can't be written to
     */
    void acknowledge(String cursor, long number) throws IOException;

    /**
     * Does the same, and does not wait. Such calls that come together share one write to the disk.
     *
     * @return ends when it is on disk, or with the IOException of {@link #acknowledge}
     */
    CompletableFuture<Void> acknowledgeAsync(String cursor, long number);

    /**
     * Does the same some milliseconds later, with what is written then in any case. If the process
     * ends before, the entries come again. A failure is logged.
     */
    void acknowledgeSoon(String cursor, long number);

    /** Returns the end of the journal, without a look at the disk. */
    End end();

    /**
     * The end of the journal.
     *
     * @param last the number of the last entry
     * @param received the number of the last one that is a message of a peer's, or a greater one if
     *     that is not known: what is behind it are own messages
     */
    record End(long last, long received) {}

    /**
     * Drops a cursor, with the entries that no other one needs.
     *
     * @return whether it was there
     */
    boolean drop(String cursor) throws IOException;

    /** Returns the cursors, by name. */
    List<CursorStatus> cursors() throws IOException;

    /**
     * Calls back after each commit with new entries.
     *
     * @param added runs on the store's thread: it must not block, nor call the journal
     */
    Registration watch(Runnable added);

    /**
     * Checks the name of a cursor.
     *
     * @throws IllegalArgumentException if it is none, with a message for people
     */
    static String requireName(String cursor) {
        if (!NAME.matcher(cursor).matches()) {
            throw new IllegalArgumentException(
                    "no name of a cursor: it has 1 to 64 of the characters a-z 0-9 . _ - :");
        }
        return cursor;
    }
}
