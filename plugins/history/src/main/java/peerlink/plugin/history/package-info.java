/**
 * Keeps every text message that arrived or was delivered, and finds them again.
 *
 * <pre>
 *   HistoryPlugin     registers the three below, and does what is due in the background
 *   Recorder          receives the messages            → store.HistoryStore.add(Entry)
 *   SearchedHistory   other plugins' questions         ← store.HistoryStore.newest(…)
 *   HistoryCommand    /history …: Arguments, Times     ← store.HistoryStore.newest(…)
 *     Export          … export                         HistoryTranscript writes the three forms
 *     Forget          … forget
 * </pre>
 *
 * <p>The package {@code text} knows of words, {@code store} of the disk.
 */
@NullMarked
package peerlink.plugin.history;

import org.jspecify.annotations.NullMarked;
