package peerlink.plugin.files;

import org.jspecify.annotations.Nullable;

/**
 * The state of a transfer to a peer at one moment, as it is shown.
 *
 * @param isConnected whether it has a link
 * @param hasEnded whether it is over
 * @param pace how fast it goes; null if nothing goes
 */
record OutgoingStanding(boolean isConnected, boolean hasEnded, @Nullable Pace pace) {}
