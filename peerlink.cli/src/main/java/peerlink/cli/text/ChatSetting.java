package peerlink.cli.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A setting of the chat in {@code config.toml}, with its words, the first of them the default. */
public enum ChatSetting {
    THEME("ui.theme", "the colours", "both", "dark", "light", "none"),
    LINKS("ui.links", "http and https addresses as links of the terminal", "on", "off"),
    CLIPBOARD("ui.clipboard", "whether /copy may use the terminal's clipboard", "on", "off"),
    STATUS("ui.status", "the line below: link, unread, outbox, registry", "on", "off"),
    PRESENCE("ui.presence", "tell who comes and goes", "on", "off"),
    OTHERS("ui.others", "messages of others while a chat is open", "count", "line", "full"),
    TIME("ui.time", "the times before messages", "short", "seconds", "full", "off"),
    INPUT_HISTORY(
            "ui.input-history", "typed lines that the next start knows", "commands", "all", "off"),
    INPUTRC("ui.inputrc", "keys of readline's inputrc", "on", "off"),
    SUGGESTIONS("ui.suggestions", "the rest of a command, while it is typed", "on", "off"),
    TITLE("ui.title", "the window's title, with the number of unread", "on", "off"),
    NOTIFY("notify", "what tells that a message has come", "off", "bell", "desktop", "both"),
    NOTIFY_WHEN("notify-when", "when it does", "away", "always"),
    NOTIFY_TEXT("notify-text", "the message's text in notifications of the desktop", "off", "on");

    private final String key;
    private final String meaning;
    private final List<String> words;

    ChatSetting(String key, String meaning, String... words) {
        this.key = key;
        this.meaning = meaning;
        this.words = List.of(words);
    }

    /** Returns the name in the file, in kebab-case, with the table before a dot. */
    public String key() {
        return key;
    }

    /** Returns a few words for people. */
    public String meaning() {
        return meaning;
    }

    /** Returns the values that the setting may have. */
    public List<String> words() {
        return words;
    }

    /** Returns the value where none is set. */
    public String usual() {
        return words.getFirst();
    }

    /** Returns the setting of a key, which may lack the table's name. */
    public static Optional<ChatSetting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key) || setting.key.equals("ui." + key))
                .findFirst();
    }

    /** Returns the keys of the table {@code [ui]}, for messages. */
    public static String keysOfUi() {
        return Arrays.stream(values())
                .map(ChatSetting::key)
                .filter(key -> key.startsWith("ui."))
                .map(key -> key.substring("ui.".length()))
                .collect(Collectors.joining(", "));
    }
}
