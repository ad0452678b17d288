package peerlink.plugin.files;

/**
 * The end of a transfer.
 *
 * @param isDone whether the file has arrived
 * @param text one line for people
 */
record Fate(boolean isDone, String text) {}
