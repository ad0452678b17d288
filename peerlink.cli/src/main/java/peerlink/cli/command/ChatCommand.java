package peerlink.cli.command;

import org.jspecify.annotations.Nullable;
import peerlink.cli.attach.ChatRun;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Opens the chat. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Chat on this terminal. /help there lists what you can type.",
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink",
            "  peerlink chat bob",
            "  peerlink --profile work --registry 192.0.2.1:7777"
        })
final class ChatCommand extends NodeCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PEER",
            description = "whom to chat with: a name, or a peer's id")
    @Nullable String peer;

    @Mixin NodeOptions options = new NodeOptions();

    ChatCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        return chat(environment, given(options), peer);
    }

    static int chat(Environment environment, NodeOptions options, @Nullable String peer)
            throws Exception {
        if (!environment.terminal()) {
            throw new CliException(
                    ExitCode.ERROR,
                    "the chat needs a terminal",
                    "without one, the first sends a message, and the second prints what arrives:\n%s\n%s"
                            .formatted(
                                    options.callOnline(
                                            "send " + (peer == null ? "bob" : peer) + " hello"),
                                    options.callOnline("listen")));
        }
        return ChatRun.with(peer, environment, options).run();
    }
}
