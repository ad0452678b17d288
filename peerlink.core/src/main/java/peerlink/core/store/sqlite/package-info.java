/**
 * The store of messages in a SQLite database: {@code messages.db} in a profile.
 *
 * <pre>
 *   SqliteStore ── ChangeBatch ── MessageTransactions ── MessageTables ──┬── MessageTable      pending, kept
 *        │                                                               └── StoredPeers       positions of streams
 *   MessageDatabase ── MessageDatabaseCheck, MessageSchema
 * </pre>
 *
 * <p>{@link peerlink.core.store.sqlite.SqliteStore} is its only way in. One platform thread,
 * {@code peerlink store-writer}, owns the connection: changes that gather while it writes go into
 * one transaction. A call that returned a result has it on disk.
 */
@NullMarked
package peerlink.core.store.sqlite;

import org.jspecify.annotations.NullMarked;
