package peerlink.plugin.files;

import org.jspecify.annotations.Nullable;

/**
 * The state of a transfer from a peer at one moment, as it is shown.
 *
 * @param isLinked whether its sender has a link open
 * @param pace how fast it comes; null if nothing has come yet
 */
record IncomingStanding(IncomingStage stage, boolean isLinked, @Nullable Pace pace) {}
