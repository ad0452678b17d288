package peerlink.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.cli.attach.ChatRun;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.core.model.Invite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Opens the chat with the peer of an invite, by the invite's own ways. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Chat with the peer of an invite, which its /invite or id prints.",
            "Nothing need be configured: the invite has the peer's addresses and registries. The",
            "peer is a contact from then on, verified, as the invite carries its key, and the",
            "registries are used by each later start of the profile."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink connect peerlink://alice@192.0.2.1:7001/ityk...",
            "  peerlink                             the next day"
        })
final class ConnectByInviteCommand extends NodeCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "INVITE",
            description = "the invite; a mail may have broken it into several words")
    List<String> words = new ArrayList<>();

    @Mixin NodeOptions options = new NodeOptions();

    ConnectByInviteCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        Invite invite = Invites.parse(String.join(" ", words));
        NodeOptions all = given(options);
        // beside a chat that runs, that one uses the invite
        Optional<Outcome> used =
                LocalClient.ask(
                        ProgramSettings.resolve(all, environment).profile().directory(),
                        new LocalRequest.Connect(all, invite.toString()),
                        _ -> {});
        if (used.isPresent()) {
            return used.get().told(environment.err(), true);
        }
        if (!environment.terminal()) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the chat needs a terminal",
                    "without one, one message goes out by:\n"
                            + all.callOnline(
                                    "send --connect %s %s hello".formatted(invite, invite.name())));
        }
        return ChatRun.by(invite, environment, all).run();
    }
}
