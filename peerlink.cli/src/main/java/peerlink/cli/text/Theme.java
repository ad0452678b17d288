package peerlink.cli.text;

import java.util.List;
import java.util.Locale;

/**
 * The colours of a screen, as numbers of xterm's palette of 256. That palette is the same
 * everywhere, while themes of terminals change its first 16. The contrasts are those of WCAG 2.2,
 * 1.4.3: of {@link #BOTH} at least 3.6 on white and on black, of the others at least 5 on their
 * own.
 */
public enum Theme {
    /** Legible on a dark background and on a light one. */
    BOTH(31, 166, List.of(167, 130, 100, 64, 28, 30, 32, 63, 98, 133, 163, 161)),
    DARK(80, 214, List.of(210, 216, 179, 149, 114, 79, 81, 111, 177, 176, 212, 211)),
    LIGHT(24, 94, List.of(124, 94, 58, 22, 23, 24, 26, 61, 56, 91, 126, 125)),
    /** No colours and no other looks. */
    NONE(-1, -1, List.of());

    private final int own;
    private final int warning;
    private final List<Integer> peers;

    Theme(int own, int warning, List<Integer> peers) {
        this.own = own;
        this.warning = warning;
        this.peers = peers;
    }

    /** Returns the theme of one of the words of {@link ChatSetting#THEME}. */
    public static Theme of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    int own() {
        return own;
    }

    int warning() {
        return warning;
    }

    List<Integer> peers() {
        return peers;
    }

    /** Returns the colour of the peer with this sign, always the same. */
    int peer(int sign) {
        return peers.get(Math.floorMod(sign, peers.size()));
    }
}
