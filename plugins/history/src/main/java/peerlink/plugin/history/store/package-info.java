/**
 * The history on disk: {@code history.db} in the plugin's folder, a SQLite database with an index
 * of words (FTS5).
 *
 * <pre>
 *   HistoryStore ──┬── HistoryDatabase ── HistorySchema   the file
 *        │         └── EntryTable, PeerTable, NoteTable   its rows
 *   TakeOver ── OldLines, OldLine                         messages.tsv of earlier versions
 * </pre>
 *
 * <p>{@link peerlink.plugin.history.store.HistoryStore} is its only way in. Its callers take turns
 * with the connection. A call that returned has its rows with the operating system, so that killing
 * the process loses nothing; the disk is waited for at the end and when the log is moved into the
 * file.
 */
@NullMarked
package peerlink.plugin.history.store;

import org.jspecify.annotations.NullMarked;
