package peerlink.plugin.lan;

import java.util.Locale;
import java.util.Map;
import peerlink.api.Printable;
import peerlink.api.Visibility;

/** The part of the local network that this node shows itself to: the setting {@code show}. */
enum Show {
    /** Everybody sees name, id and addresses. */
    VISIBLE,
    /** Those who know the id see it; others see datagrams that have nothing in common. */
    CONTACTS,
    /** Nobody: nothing is sent, and nothing heard. */
    OFF;

    private static final String KEY = "show";

    /**
     * Reads the setting; {@link #VISIBLE} if there is none.
     *
     * @throws IllegalArgumentException if its word is none of these
     */
    static Show of(Map<String, String> settings) {
        String word = settings.getOrDefault(KEY, "visible");
        for (Show show : values()) {
            if (show.name().toLowerCase(Locale.ROOT).equals(word)) {
                return show;
            }
        }
        throw new IllegalArgumentException(
                "not a word for plugins.lan.show: '%s' (one of visible, contacts, off)"
                        .formatted(Printable.excerpt(word)));
    }

    /** Tells whether a peer of this visibility hides from those who do not know its id. */
    boolean isSealed(Visibility visibility) {
        return this != VISIBLE || !visibility.isListed();
    }
}
