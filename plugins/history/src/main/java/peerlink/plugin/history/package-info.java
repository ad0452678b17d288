/**
 * Keeps every text message that arrived or was delivered, and finds them again.
 *
 * <pre>
 *   HistoryPlugin     registers the two below
 *   Recorder          receives the messages   → HistoryFile.append(Entry)
 *   HistoryCommand    /history [@PEER] [words] ← HistoryFile.newest(…), which reads with LinesFromEnd
 * </pre>
 */
@NullMarked
package peerlink.plugin.history;

import org.jspecify.annotations.NullMarked;
