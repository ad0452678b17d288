package peerlink.cli.repl;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lines to type, for each command of the chat's own, with what they do. */
final class CommandExamples {
    /**
     * A line to type.
     *
     * @param meaning a few words on what it does
     */
    record Example(String line, String meaning) {}

    private static final Map<String, List<Example>> ALL =
            Map.ofEntries(
                    of("help", "/help", "all commands", "/help chat", "more on one of them"),
                    of("peers", "/peers", "who is here", "/peers all", "also all who were"),
                    of(
                            "chat",
                            "/chat bob",
                            "opens the conversation with bob",
                            "/chat 2",
                            "opens the one with the number 2",
                            "/chat -",
                            "back to the one before",
                            "/chat",
                            "all of them, with their numbers"),
                    of("next", "/next", "opens the one that has waited longest, as Alt-A does"),
                    of(
                            "close",
                            "/close",
                            "closes it: a line goes to nobody then",
                            "/close bob",
                            "the one with bob, open or not"),
                    of("msg", "/msg bob see you at 8", "to bob alone", "@bob hello", "the same"),
                    of("invite", "/invite", "prints one to hand on; who uses it is verified"),
                    of("connect", "/connect peerlink:…", "connects to who made the invite"),
                    of(
                            "trust",
                            "/trust bob",
                            "you vouch for bob's key; after a warning, the new key is bob's"),
                    of("accept", "/accept", "who would like to write", "/accept bob", "lets bob"),
                    of("block", "/block bob", "nothing from bob, nothing to bob"),
                    of("unblock", "/unblock bob", "bob may write again"),
                    of("rename", "/rename bob dad", "bob is dad to you, and to nobody else"),
                    of("forget", "/forget bob", "removes the contact; its name is free"),
                    of("contacts", "/contacts", "whom you know, and how far you trust their keys"),
                    of(
                            "verify",
                            "/verify bob",
                            "digits and a QR code, to compare with bob's",
                            "/verify bob 12345 67890 …",
                            "compares the digits that bob has sent"),
                    of("status", "/status", "you, where you listen, your registries and relays"),
                    of("outbox", "/outbox", "what waits to be delivered, with numbers"),
                    of("cancel", "/cancel 2", "gives up number 2", "/cancel bob", "all for bob"),
                    of("why", "/why bob", "the link with bob, or why there is none"),
                    of("doctor", "/doctor", "what keeps peers from reaching you, and remedies"),
                    of(
                            "plugins",
                            "/plugins",
                            "all that there are",
                            "/plugins allow dice",
                            "lets one run"),
                    of(
                            "set",
                            "/set",
                            "all settings",
                            "/set ui.theme dark",
                            "changes one and keeps it"),
                    of("copy", "/copy", "the newest message", "/copy 3", "the third newest"),
                    of("edit", "/edit", "the next line in $VISUAL, $EDITOR or vi"),
                    of(
                            "alias",
                            "/alias",
                            "all that there are",
                            "/alias b /chat bob",
                            "/b opens the chat with bob"),
                    of("unalias", "/unalias b", "removes /b"),
                    of("mute", "/mute", "who is muted", "/mute bob", "bob's messages ring no bell"),
                    of("unmute", "/unmute bob", "they ring again"),
                    of("answer", "/answer yes", "answers the question of a command"),
                    of("clear", "/clear", "the screen is empty; what scrolled away stays"),
                    of("quit", "/quit", "leaves, as Ctrl-D does"));

    private CommandExamples() {}

    private static Map.Entry<String, List<Example>> of(String name, String... linesAndMeanings) {
        return Map.entry(
                name,
                Stream.iterate(0, i -> i < linesAndMeanings.length, i -> i + 2)
                        .map(i -> new Example(linesAndMeanings[i], linesAndMeanings[i + 1]))
                        .toList());
    }

    /** Returns the examples of the command with the name; none for one of a plugin. */
    static List<Example> of(String name) {
        return ALL.getOrDefault(name, List.of());
    }
}
