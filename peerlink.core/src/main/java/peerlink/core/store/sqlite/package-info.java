/**
 * The store of messages in a SQLite database: {@code messages.db} in a profile.
 *
 * <pre>
 *   SqliteStore ── CombiningQueue                                        one thread at a time
 *        ├── ChangeBatch ── MessageTransactions ── MessageTables ──┬── MessageTable      pending, kept
 *        │                                                         └── StoredPeers       positions of streams
 *   MessageDatabase ── MessageDatabaseCheck, MessageSchema
 * </pre>
 *
 * <p>{@link peerlink.core.store.sqlite.SqliteStore} is its only way in. One thread at a time uses
 * the connection: a caller that commits, or {@code peerlink store-writer}; {@code CombiningQueue}
 * sees to that. Changes that gather while it writes go into one transaction. A call that returned
 * a result has it on disk.
 */
@NullMarked
package peerlink.core.store.sqlite;

import org.jspecify.annotations.NullMarked;
