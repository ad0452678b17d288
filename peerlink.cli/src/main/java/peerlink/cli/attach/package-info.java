/**
 * Chats at one node on several terminals.
 *
 * <pre>
 *   terminal A ── ChatRun ── ChatSession ─────────────────────────┐
 *                                                                 ├─ Node, EventFan   one process
 *   terminal B ── ChatRun ── AttachedTerminal ══ node.sock ══ AttachedChats ── ChatSession
 * </pre>
 *
 * <p>{@link peerlink.cli.attach.ChatRun} begins each chat: it attaches to the process that has the
 * profile's node, or becomes that process. When that process ends, it does the same again.
 *
 * <p>Threads: a chat runs on the {@code local-request} thread of its connection. Beside it, {@code
 * peerlink attached-reader} reads the link, and {@code peerlink attached-keys} hands the keys in.
 * At the terminal, {@code main} reads the link, and {@code peerlink terminal-keys} the keyboard.
 */
@NullMarked
package peerlink.cli.attach;

import org.jspecify.annotations.NullMarked;
