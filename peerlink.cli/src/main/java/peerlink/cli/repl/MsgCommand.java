package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;

/**
 * {@code /msg PEER TEXT}: sends one message, whatever the current chat is. The text is sent as
 * typed.
 */
record MsgCommand(Repl repl) implements Command {
    @Override
    public String name() {
        return "msg";
    }

    @Override
    public String summary() {
        return "one message, whatever the chat is";
    }

    @Override
    public String usage() {
        return "PEER TEXT";
    }

    @Override
    public boolean isVerbatim() {
        return true;
    }

    @Override
    public Completion complete(List<String> arguments) {
        return arguments.size() == 1 ? new Completion.Peers() : new Completion.Nothing();
    }

    @Override
    public void run(List<String> arguments, Console console) {
        String typed = arguments.isEmpty() ? "" : arguments.getFirst();
        repl.direct(ReplLine.Direct.of(typed), "/msg " + typed);
    }
}
