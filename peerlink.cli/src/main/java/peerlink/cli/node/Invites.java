package peerlink.cli.node;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.Address;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.Typed;
import peerlink.core.InvitedRegistries;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Connects to the peers of the invites on the command line. */
public final class Invites {
    /** The commands that take invites: the chat without and with its name, and the others. */
    private static final Set<String> TAKERS =
            Set.of("peerlink", "chat", "connect", "send", "listen", "why");

    private Invites() {}

    /**
     * Adds each invite's peer and connects to it. A peer that can't be reached now is a contact all
     * the same, so the user gets only a warning.
     *
     * @throws CliException if a text is no invite
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

    /**
     * Returns the registries of the invites that the profile has used and of those on the command
     * line. For each place the oldest key counts, and none at a place that the user has named.
     *
     * @param named the registries that the user named
     * @throws CliException if a text is no invite, or the profile's file can't be read
     */
    static List<Address> registries(Profile profile, List<String> invites, List<Address> named)
            throws CliException {
        Map<String, Address> all = new LinkedHashMap<>();
        for (Address kept : kept(profile.directory())) {
            all.putIfAbsent(kept.shortForm(), kept);
        }
        for (String text : invites) {
            for (Address registry : parse(text).registries()) {
                all.putIfAbsent(registry.shortForm(), registry);
            }
        }
        named.forEach(address -> all.remove(address.shortForm()));
        return List.copyOf(all.values());
    }

    private static List<Address> kept(Path profile) throws CliException {
        // most profiles have none, and a start should cost no more than this look
        if (Files.notExists(InvitedRegistries.in(profile))) {
            return List.of();
        }
        try {
            return InvitedRegistries.of(profile);
        } catch (IOException e) {
            throw new CliException(ExitCode.ERROR, Failures.message(e), "");
        }
    }

    /** Tells whether a command takes invites, because it stays online or opens links. */
    public static boolean isTakenBy(CommandSpec command) {
        return TAKERS.contains(command.name());
    }

    /** Hides the option in the help and the completion of the other commands, which refuse it. */
    public static void hideWhereNotTaken(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        OptionSpec option = command.findOption("--connect");
        if (option != null && !isTakenBy(command)) {
            command.remove(option);
            command.addOption(OptionSpec.builder(option).hidden(true).build());
        }
        line.getSubcommands().values().forEach(Invites::hideWhereNotTaken);
    }

    /** Returns the refusal of an invite that would be ignored. */
    public static CliException notTaken(ParseResult command, Typed typed) {
        return new CliException(
                ExitCode.USAGE,
                "%s takes no --connect: it is for the chat, connect, send, listen and why"
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
