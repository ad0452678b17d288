package peerlink.cli.repl;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.EventLines;

/** {@code /set [SETTING [WORD]]}: shows the chat's settings, and changes and saves one. */
record SetCommand(ChatConfig config, EventLines events) implements Command {
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
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> new Completion.Words(keys());
            case 2 ->
                    ChatSetting.of(arguments.getFirst())
                            .<Completion>map(setting -> new Completion.Words(setting.words()))
                            .orElse(new Completion.Nothing());
            default -> new Completion.Nothing();
        };
    }

    private static List<String> keys() {
        return Arrays.stream(ChatSetting.values()).map(ChatSetting::key).toList();
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (arguments.isEmpty()) {
            for (ChatSetting setting : ChatSetting.values()) {
                console.print(row(setting));
            }
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
            console.print(row(setting));
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

    private String row(ChatSetting setting) {
        String others =
                String.join(
                        ", ",
                        setting.words().stream()
                                .filter(word -> !word.equals(config.settings().word(setting)))
                                .toList());
        return "%-17s %-9s %s (or %s)"
                .formatted(
                        setting.key(), config.settings().word(setting), setting.meaning(), others);
    }
}
