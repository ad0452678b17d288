package peerlink.bench.chaos;

/**
 * A message that a program displayed.
 *
 * @param id the message's id
 * @param text what it says; no two messages that were sent say the same
 * @param redelivered whether the program said that an earlier run of it may have displayed it too
 * @param run which run of the program it was, from 0
 */
record Shown(String id, String text, boolean redelivered, int run) {}
