package peerlink.api;

import java.time.Duration;

/**
 * The reading of a profile's messages by a {@link JournalReader}. Safe for use by several threads.
 */
public interface JournalReading extends Registration {
    /**
     * Waits until the reader has had all messages that are there now.
     *
     * @return whether it had them within the time; false if the reading has ended
     */
    boolean await(Duration patience) throws InterruptedException;

    /**
     * Ends the reading for good: what waits for the reader is dropped, and from now on nothing is
     * kept for it. At the end of the plugin, on the other hand, the messages wait for the next
     * start. Does nothing the second time.
     */
    @Override
    void close();
}
