package peerlink.cli.terminal;

/**
 * A key that turns to another conversation.
 *
 * @param number the conversation's number; {@value #NEXT_UNREAD} for the next unread one
 * @param line the line as far as it is typed
 */
record Turn(int number, String line) {
    static final int NEXT_UNREAD = 0;
}
