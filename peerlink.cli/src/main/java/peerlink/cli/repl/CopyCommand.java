package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.ShownMessages;
import peerlink.cli.text.TerminalSequence;
import peerlink.cli.text.View;

/**
 * {@code /copy [N]}: puts the text of a message that the chat has shown into the clipboard, by the
 * terminal. Nothing else does so.
 */
record CopyCommand(View view, ChatSettings settings, EventLines events) implements Command {
    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String summary() {
        return "the newest message, or the Nth newest, into the clipboard";
    }

    @Override
    public String usage() {
        return "[N]";
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        String typed = arguments.isEmpty() ? "1" : String.join(" ", arguments);
        ShownMessages messages = events.shownMessages();
        if (messages.size() == 0) {
            throw new CommandException("no message has been shown in this chat yet", "");
        }
        if (!typed.matches("[1-9][0-9]{0,3}") || Integer.parseInt(typed) > messages.size()) {
            throw new CommandException(
                    "not a number of a message: '%s' (1, the newest, to %d)"
                            .formatted(Printable.excerpt(typed), messages.size()),
                    "/copy");
        }
        if (!settings.isOn(ChatSetting.CLIPBOARD)) {
            throw new CommandException("ui.clipboard is off", "/set ui.clipboard on");
        }
        if (!view.hasSequences()) {
            throw new CommandException(
                    "this terminal has no clipboard that a program can reach", "");
        }
        ShownMessages.Shown message = messages.message(Integer.parseInt(typed)).orElseThrow();
        String text = message.text().stripTrailing();
        TerminalSequence copy;
        try {
            copy = TerminalSequence.clipboard(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException("not copied: it is " + e.getMessage(), "");
        }
        view.send(copy);
        view.show(
                Line.dim(
                        "copied what %s wrote (%d characters), if the terminal lets programs do so: %s"
                                .formatted(
                                        message.isSent() ? "you" : message.writer(),
                                        text.codePointCount(0, text.length()),
                                        Printable.preview(text))));
    }
}
