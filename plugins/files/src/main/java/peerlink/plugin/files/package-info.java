/**
 * Sends files to a peer, and receives them.
 *
 * <pre>
 *   FilesPlugin        settings, protocol files/1, the four commands
 *   Transfers          all that is offered or on its way, by number, within limits
 *     OutgoingTransfer   one file that we offer and send       ← OutgoingFile reads it
 *     IncomingTransfer   one file that we are offered and get  → IncomingFile writes it
 *     TransferContext    all that transfers share: the user, settings, limits, watchdog
 *   Frame              what is said on the link
 *   SafeName           a file name from outside, made harmless
 *   Watchdog           ends what takes too long
 * </pre>
 *
 * <p>Each file has a link of its own. The sender says {@link Frame.Offer}; the receiver answers
 * {@link Frame.Accept} or {@link Frame.Refuse}; the sender sends {@link Frame.Data} and
 * {@link Frame.End} with the digest; the receiver says {@link Frame.Done} once the file is on its
 * disk. Either side may say {@link Frame.Abort} at any time, or just close the link.
 */
@NullMarked
package peerlink.plugin.files;

import org.jspecify.annotations.NullMarked;
