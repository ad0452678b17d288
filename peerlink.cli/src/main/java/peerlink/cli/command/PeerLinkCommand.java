package peerlink.cli.command;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RootCommand;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The root of all commands. Without a command's name it opens the chat. */
@Command(
        name = "peerlink",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Talk and exchange files directly, over mutually authenticated TLS 1.3.",
        synopsisHeading = "usage: ",
        customSynopsis = {
            "peerlink [OPTIONS] [chat] [PEER]",
            "       peerlink [OPTIONS] COMMAND [ARGUMENTS]"
        },
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink                             chat with whoever is there",
            "  peerlink --profile bob               the same, as somebody else, in another terminal",
            "  peerlink send bob \"build green\"      one message, from a script",
            "  peerlink connect 'peerlink://...'    chat with whoever gave you this invite",
            "  peerlink doctor                      look for what keeps peers from reaching you",
            "  peerlink relay --listen 0.0.0.0:7779 for peers that nobody reaches",
            "  peerlink demo                        see it work, in one process",
            "",
            "Each command explains itself: peerlink send --help"
        })
public final class PeerLinkCommand implements Callable<Integer>, RootCommand {
    private final Environment environment;
    private final Supplier<CommandLine> whole;

    @Mixin NodeOptions options = new NodeOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PEER",
            description = "whom to chat with: a name, or a peer's id")
    @Nullable
    public String peer;

    /**
     * @param whole makes the parser with all commands: a run knows only those that it may need
     */
    public PeerLinkCommand(Environment environment, Supplier<CommandLine> whole) {
        this.environment = environment;
        this.whole = whole;
    }

    @Override
    public NodeOptions options() {
        return options;
    }

    /** Returns the names of plugins' commands, as far as they are known. */
    public Set<String> commandsOfPlugins() {
        try {
            return PluginCommands.of(options, environment).names();
        } catch (CliException e) {
            return Set.of(); // a setting is wrong: the command itself says so
        }
    }

    /**
     * Returns the plugins that wait for the user's agreement. Reads the plugins, so it is for a
     * line that means nothing else.
     */
    public List<String> waitingPlugins() {
        try {
            return PluginCommands.of(options, environment).waiting();
        } catch (CliException e) {
            return List.of(); // as above
        }
    }

    /**
     * Returns the list of plugins' commands for the help; empty if there is none.
     *
     * @param own the names of PeerLink's own commands
     */
    public String listOfPlugins(Set<String> own) {
        try {
            return PluginCommands.of(options, environment).list(own);
        } catch (CliException e) {
            return ""; // as above
        }
    }

    @Override
    public Integer call() throws Exception {
        if (peer != null) {
            UnknownCommand others = new UnknownCommand(whole.get(), Set.of(), List::of, options);
            if (others.isMeant(peer)) {
                throw others.of(peer, environment.typed());
            }
        }
        return ChatCommand.chat(environment, options, peer);
    }
}
