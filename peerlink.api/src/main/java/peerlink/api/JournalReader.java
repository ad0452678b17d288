package peerlink.api;

import java.util.List;

/** Reads all messages of a profile, in their order; see {@link PluginContext#read}. */
@FunctionalInterface
public interface JournalReader {
    /** The number of messages that one call brings at most. */
    int MAX_MESSAGES = 256;

    /**
     * Takes messages. When it returns, they are acknowledged some milliseconds later, and then
     * never come again. If it throws, or the process ends before that, they do, perhaps with more:
     * a reader that must not act twice stores the last number that it has seen with what it makes
     * of the messages.
     *
     * <p>Runs on a thread of the plugin's, one call at a time, which is interrupted when the plugin
     * stops. After an exception, which is reported as the plugin's failure, it is called again
     * after a pause.
     *
     * @param messages of every media type, at least one, in the order of their numbers
     * @param lost the number of messages before these that were dropped, as too many waited for
     *     this reader
     */
    void read(List<JournalMessage> messages, long lost) throws Exception;
}
