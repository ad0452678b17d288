package peerlink.plugin.lan;

import java.util.Arrays;
import java.util.Locale;
import peerlink.api.Setting;
import peerlink.api.Settings;
import peerlink.api.Visibility;

/** The part of the local network that this node shows itself to: the setting {@code show}. */
enum Show {
    /** Everybody sees name, id and addresses. */
    VISIBLE,
    /** Those who know the id see it; others see datagrams that have nothing in common. */
    CONTACTS,
    /** Nobody: nothing is sent, and nothing heard. */
    OFF;

    /** The user's setting, one of the words of these. */
    static final Setting<String> SETTING =
            Setting.choice(
                    "show",
                    VISIBLE.word(),
                    Arrays.stream(values()).map(Show::word).toList(),
                    "the peers on the local network that see you");

    /**
     * Reads the setting; {@link #VISIBLE} if there is none.
     *
     * @throws IllegalArgumentException if its word is none of these
     */
    static Show of(Settings settings) {
        return valueOf(settings.setting(SETTING).toUpperCase(Locale.ROOT));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether a peer of this visibility hides from those who do not know its id. */
    boolean isSealed(Visibility visibility) {
        return this != VISIBLE || !visibility.isListed();
    }
}
