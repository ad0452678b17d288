package peerlink.bench.chaos;

/**
 * Holds a message that a program displayed.
 *
 * @param id the message's id
 * @param text the text; no two sent messages have the same
 * @param redelivered true if the program said that an earlier run may have displayed it too
 * @param run the number of the program's run, from 0
 */
record Shown(String id, String text, boolean redelivered, int run) {}
