package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Console;

/** {@code /answer TEXT}: answers the question of a plugin's command. The text goes as typed. */
record AnswerCommand(Questions questions) implements Command {
    @Override
    public String name() {
        return "answer";
    }

    @Override
    public String summary() {
        return "answer the question of a command";
    }

    @Override
    public String usage() {
        return "TEXT";
    }

    @Override
    public boolean isVerbatim() {
        return true;
    }

    @Override
    public void run(List<String> arguments, Console console) throws CommandException {
        if (!questions.answer(arguments.isEmpty() ? "" : arguments.getFirst())) {
            throw new CommandException("no command asks anything", "");
        }
    }
}
