/**
 * Keeps every text message that arrived or was delivered, and finds them again.
 *
 * <pre>
 *   HistoryPlugin     registers the three below
 *   Recorder          receives the messages   → HistoryFile.append(Entry)
 *   SearchedHistory   other plugins' questions ← HistoryFile.newest(…)
 *   HistoryCommand    /history [@PEER] [words] ← HistoryFile.newest(…), which reads with LinesFromEnd
 * </pre>
 */
@NullMarked
package peerlink.plugin.history;

import org.jspecify.annotations.NullMarked;
