/**
 * Keeps every text message that arrived or was delivered, and finds them again.
 *
 * <pre>
 *   HistoryPlugin     registers the two below, and does what is due in the background
 *   Recorder          receives the messages            → store.HistoryStore.add(Entry)
 *   HistoryCommand    /history …: Arguments, Times     ← store.HistoryStore.newest(…)
 *     Export          … export                         Transcript writes the three forms
 *     Forget          … forget
 * </pre>
 *
 * <p>The package {@code text} knows of words, {@code store} of the disk.
 */
@NullMarked
package peerlink.plugin.history;

import org.jspecify.annotations.NullMarked;
