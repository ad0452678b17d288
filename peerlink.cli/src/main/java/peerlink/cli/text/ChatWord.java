package peerlink.cli.text;

import java.util.regex.Pattern;
import peerlink.api.Peer;

/**
 * The word that {@code /chat} takes for a conversation. A number of three digits at most is that of
 * a conversation, and never a name, though anybody may take such a name.
 */
public final class ChatWord {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

    private ChatWord() {}

    /** Tells whether the word is a conversation's number. */
    public static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    /** Returns the word that opens the peer's conversation: its name, or its id. */
    public static String of(Peer peer) {
        String name = peer.name().text();
        return isNumber(name) ? peer.id().text() : name;
    }
}
