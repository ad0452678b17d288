package peerlink.cli.repl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.terminal.Suggestion;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.EventLines;

/** {@code /set [SETTING [WORD]]}: shows the chat's settings, and changes and saves one. */
record SetCommand(ChatConfig config, EventLines events) implements DescribedCommand {
    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "the chat's settings; change one and keep it";
    }

    @Override
    public String usage() {
        return "[SETTING [WORD]]";
    }

    @Override
    public List<Suggestion> suggestions(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 ->
                    Arrays.stream(ChatSetting.values())
                            .map(setting -> new Suggestion(setting.key(), setting.meaning(), true))
                            .toList();
            case 2 ->
                    ChatSetting.of(arguments.getFirst()).stream()
                            .flatMap(
                                    setting ->
                                            setting.words().stream()
                                                    .map(word -> suggestion(setting, word)))
                            .toList();
            default -> List.of();
        };
    }

    private Suggestion suggestion(ChatSetting setting, String word) {
        List<String> words = new ArrayList<>();
        if (word.equals(config.settings().word(setting))) {
            words.add("now");
        }
        if (word.equals(setting.usual())) {
            words.add("by default");
        }
        return new Suggestion(word, String.join(", ", words), true);
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (arguments.isEmpty()) {
            for (ChatSetting setting : ChatSetting.values()) {
                console.print(row(setting));
            }
            console.print("/set SETTING tells its other words, /set SETTING WORD changes it");
            return;
        }
        ChatSetting setting =
                ChatSetting.of(arguments.getFirst())
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                "no such setting: '%s'"
                                                        .formatted(
                                                                Printable.excerpt(
                                                                        arguments.getFirst())),
                                                "/set"));
        if (arguments.size() == 1) {
            console.print(row(setting) + " (or %s)".formatted(others(setting)));
            return;
        }
        String word = String.join(" ", arguments.subList(1, arguments.size()));
        try {
            config.save(setting, word);
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    String.valueOf(e.getMessage()), "/set " + setting.key() + " " + other(setting));
        } catch (IOException e) {
            throw new CommandException(
                    "%s is %s for this chat alone: %s"
                            .formatted(setting.key(), word, Printable.reason(e)),
                    "");
        }
        events.presence(config.settings().isOn(ChatSetting.PRESENCE));
        console.print("%s is %s from now on".formatted(setting.key(), word));
    }

    private String other(ChatSetting setting) {
        String now = config.settings().word(setting);
        return setting.words().stream()
                .filter(word -> !word.equals(now))
                .findFirst()
                .orElse(setting.usual());
    }

    private String others(ChatSetting setting) {
        return String.join(
                ", ",
                setting.words().stream()
                        .filter(word -> !word.equals(config.settings().word(setting)))
                        .toList());
    }

    private String row(ChatSetting setting) {
        return "%-16s %-8s  %s"
                .formatted(setting.key(), config.settings().word(setting), setting.meaning());
    }
}
