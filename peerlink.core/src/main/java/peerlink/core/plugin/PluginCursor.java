package peerlink.core.plugin;

import java.io.IOException;
import java.util.List;
import peerlink.api.JournalReading;
import peerlink.api.Registration;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;

/** The cursor of one plugin in the journal of its node. Safe for use by several threads. */
public interface PluginCursor {
    /** Makes the cursor, unless it is there. */
    void open() throws IOException;

    /** Returns its state, after all messages that have come. */
    CursorStatus status() throws IOException;

    /** Returns entries after a number; none only if there are none. */
    List<JournalEntry> read(long after, int limit) throws IOException;

    /** Tells whether there may be entries after a number, without a look at the disk. */
    boolean mayHaveAfter(long number);

    /** Notes that the plugin has all up to a number. */
    void acknowledge(long number) throws IOException;

    void drop() throws IOException;

    /**
     * Calls back after each commit with new entries; a node that settles waits for the reading.
     *
     * @param added must neither block nor read
     */
    Registration watch(JournalReading reading, Runnable added);
}
