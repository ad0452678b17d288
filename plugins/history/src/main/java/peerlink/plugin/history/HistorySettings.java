package peerlink.plugin.history;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peerlink.api.Peer;
import peerlink.api.PluginContext;
import peerlink.api.Setting;

/** Reads the user's settings under {@code [plugins.history]}, as they are at each question. */
final class HistorySettings {
    private static final String NONE = "none";

    private static final Setting<String> RECORD =
            Setting.choice("record", "all", List.of("all", NONE), "none keeps no more messages");

    private static final Setting<String> EXCEPT =
            Setting.text("except", "", "names or ids of peers whose messages are not kept");

    private static final Setting<String> KEEP =
            Setting.of(
                    "keep",
                    "forever",
                    "such as 90d, or forever",
                    text -> {
                        if (!text.equals("forever")) {
                            Times.duration(text).filter(Duration::isPositive).orElseThrow();
                        }
                        return text;
                    },
                    "the time for which messages are kept");

    private final PluginContext context;
    private volatile Except except = Except.of("");

    /** The peers whose messages are not kept, as the user has written them. */
    private record Except(String text, List<String> words) {
        static Except of(String text) {
            return new Except(text, List.of(text.split("[\\s,]+")));
        }

        boolean has(Peer peer) {
            for (String word : words) {
                if (word.equals(peer.id().text()) || word.equalsIgnoreCase(peer.name().text())) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Declares the settings.
     *
     * @throws IllegalArgumentException if one has a value that is not allowed
     */
    HistorySettings(PluginContext context) {
        this.context = context;
        context.setting(RECORD);
        context.setting(EXCEPT);
        context.setting(KEEP);
    }

    /** Tells whether messages are kept at all. */
    boolean isOn() {
        return !context.setting(RECORD).equals(NONE);
    }

    /** Tells whether messages with a peer are kept. */
    boolean isKept(Peer peer) {
        if (!isOn()) {
            return false;
        }
        String text = context.setting(EXCEPT);
        Except known = except;
        if (!known.text().equals(text)) { // seldom: each message asks
            known = Except.of(text);
            except = known;
        }
        return !known.has(peer);
    }

    /** Returns the time for which messages are kept; empty for ever. */
    Optional<Duration> keep() {
        return Times.duration(context.setting(KEEP));
    }
}
