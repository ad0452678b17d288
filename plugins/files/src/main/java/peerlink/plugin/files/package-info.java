/**
 * Sends files and folders to a peer, and receives them.
 *
 * <pre>
 *   FilesPlugin          settings, the protocols files/1 and files/2, the commands
 *   Transfers              all that is offered, on its way or waiting, by number, within limits
 *     OutgoingTrees          begins transfers; wakes those that wait when their peer comes
 *       OutgoingTree           one that we send, over one link after the other
 *         OutgoingState          its files, and what has gone
 *         OutgoingNotices        the words for people and programs; Omissions: what does not go
 *         OutgoingWays           opens a link, by the newest protocol of the peer
 *         OutgoingLink           one link of it                          ← source reads the files
 *       OutgoingQueue          which of them a later process goes on with
 *     IncomingTrees          brings each offered link to its transfer
 *       IncomingTree           one that we are offered and get: what the user decides
 *         TreeReception          what its sender says
 *         IncomingState          what both change: the stage, the part, the link
 *         IncomingNotices        the words for people and programs
 *         IncomingLink           one link of it
 *         Round                  the blocks after one want               → parts keeps them
 *       AcceptRules            whose files are taken without asking
 *     OutgoingTransfer       a file with files/1, for a peer that has no more  ← OutgoingFile
 *     IncomingTransfer       the same, from such a peer                        → IncomingFile
 *     Shown                  the progress of either side, while it moves
 *     TransferContext        all that transfers share: the user, settings, limits, watchdog
 *   Watchdog             ends what takes too long
 * </pre>
 *
 * <p>The packages below it, from the bottom: {@code basis} (names, words, digests), {@code wire}
 * (the frames of {@code files/2} and the manifest), {@code source} (the user's files) and {@code
 * parts} (what has arrived, on the disk). docs/files-protocol.md has the protocols.
 */
@NullMarked
package peerlink.plugin.files;

import org.jspecify.annotations.NullMarked;
