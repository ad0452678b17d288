package peerlink.cli.text;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Printable;

/** The settings of one chat at this moment. Safe for use by several threads. */
public final class ChatSettings {
    private final Map<ChatSetting, String> set = new ConcurrentHashMap<>();

    /** Returns settings that are all as usual. */
    public static ChatSettings usual() {
        return new ChatSettings();
    }

    /** Returns the setting's word. */
    public String word(ChatSetting setting) {
        return set.getOrDefault(setting, setting.usual());
    }

    /** Tells whether a setting is {@code on}. */
    public boolean isOn(ChatSetting setting) {
        return word(setting).equals("on");
    }

    public Theme theme() {
        return Theme.of(word(ChatSetting.THEME));
    }

    /**
     * Changes a setting, from now on.
     *
     * @throws IllegalArgumentException if the setting has no such word; the message has those that
     * it has
     */
    public void change(ChatSetting setting, String word) {
        if (!setting.words().contains(word)) {
            throw new IllegalArgumentException(
                    "not a word for %s: '%s' (one of %s)"
                            .formatted(
                                    setting.key(),
                                    Printable.excerpt(word),
                                    String.join(", ", setting.words())));
        }
        set.put(setting, word);
    }
}
