/**
 * The chat: lines that the user types become messages and commands.
 *
 * <pre>
 *   ChatSession ──┬── ChatLoop                     keys become lines
 *                 ├── ChatEvents                   events, the welcome, the status line
 *                 ├── TypedCompletion              Tab, by ReplCompleter
 *                 └── Repl ──┬── ReplLine          one line's meaning
 *                            ├── OpenChat          its peer, and the ways to another one
 *                            ├── CommandCalls      commands: ChatCommands, PeerCommands …
 *                            └── OutgoingLines     own messages and their marks
 * </pre>
 *
 * <p>The main thread reads lines and runs the node's own commands. A plugin's command runs on a
 * thread {@code peerlink plugin-command NAME}, so that Ctrl-C ends it. Completion runs on the
 * thread that reads the keys.
 */
@NullMarked
package peerlink.cli.repl;

import org.jspecify.annotations.NullMarked;
