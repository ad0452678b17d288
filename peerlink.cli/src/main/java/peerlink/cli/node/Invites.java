package peerlink.cli.node;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Typed;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The invites that the user gave on the command line. */
public final class Invites {
    /** The chat without and with its name, and the others. */
    private static final Set<String> TAKERS = Set.of("peerlink", "chat", "send", "listen", "why");

    private Invites() {}

    /**
     * Adds each one's peer and connects to it. Who can't be reached now is known all the same, so
     * that is a warning only.
     *
     * @throws CliException if one is no invite
     */
    public static void connect(Node node, List<String> invites, PrintStream err)
            throws CliException {
        for (String text : invites) {
            Invite invite = parse(text);
            try {
                node.connect(invite);
            } catch (IOException e) {
                err.println("warning: " + invite.name() + ": " + Failures.message(e));
            }
        }
    }

    /** Tells whether a command takes invites: it is there for others, or links to one. */
    public static boolean isTakenBy(CommandSpec command) {
        return TAKERS.contains(command.name());
    }

    /**
     * Has neither the help nor the completion of the other commands offer the option, which they
     * refuse.
     */
    public static void hideWhereNotTaken(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        OptionSpec option = command.findOption("--connect");
        if (option != null && !isTakenBy(command)) {
            command.remove(option);
            command.addOption(OptionSpec.builder(option).hidden(true).build());
        }
        line.getSubcommands().values().forEach(Invites::hideWhereNotTaken);
    }

    /** Refuses an invite that would be ignored. */
    public static CliException notTaken(ParseResult command, Typed typed) {
        return new CliException(
                ExitCode.USAGE,
                "%s takes no --connect: it is for the chat, send, listen and why"
                        .formatted(command.commandSpec().name()),
                typed.without("--connect"));
    }

    public static Invite parse(String text) throws CliException {
        try {
            return Invite.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    Failures.message(e),
                    "the other side's %s prints one while it is online"
                            .formatted(ProgramName.call("id")));
        }
    }
}
