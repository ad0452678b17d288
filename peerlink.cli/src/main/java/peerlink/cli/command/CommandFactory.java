package peerlink.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import peerlink.cli.demo.DemoCommand;
import peerlink.cli.program.Environment;
import peerlink.cli.program.Version;
import peerlink.cli.registry.RegistryCommand;
import peerlink.cli.registry.RelayCommand;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes the commands, each with the environment of this run, and the version: picocli may not make
 * what lies in a package that is not opened to it.
 */
public final class CommandFactory implements IFactory {
    private static final SequencedMap<String, Function<Environment, Object>> COMMANDS =
            new LinkedHashMap<>();

    static {
        COMMANDS.put("chat", ChatCommand::new);
        COMMANDS.put("connect", ConnectByInviteCommand::new);
        COMMANDS.put("send", SendCommand::new);
        COMMANDS.put("listen", ListenCommand::new);
        COMMANDS.put("rpc", RpcCommand::new);
        COMMANDS.put("daemon", DaemonCommand::new);
        COMMANDS.put("status", StatusCommand::new);
        COMMANDS.put("stop", StopCommand::new);
        COMMANDS.put("outbox", OutboxCommand::new);
        COMMANDS.put("set-aside", SetAsideCommand::new);
        COMMANDS.put("peers", PeersCommand::new);
        COMMANDS.put("contacts", ContactsCommand::new);
        COMMANDS.put("id", IdCommand::new);
        COMMANDS.put("verify", VerifyCommand::new);
        COMMANDS.put("why", WhyCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("registry", RegistryCommand::new);
        COMMANDS.put("relay", RelayCommand::new);
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("plugins", PluginsCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("completion", CompletionCommand::new);
        COMMANDS.put("help", HelpCommand::new);
    }

    private final Environment environment;

    public CommandFactory(Environment environment) {
        this.environment = environment;
    }

    /** Adds commands to a parser, in the order of the help. */
    public void addTo(CommandLine root, Predicate<String> isWanted) {
        for (Map.Entry<String, Function<Environment, Object>> command : COMMANDS.entrySet()) {
            if (isWanted.test(command.getKey())) {
                root.addSubcommand(command.getKey(), command.getValue().apply(environment));
            }
        }
        CommandLine plugins = root.getSubcommands().get("plugins");
        if (plugins != null && isWanted.test("plugins")) {
            plugins.addSubcommand("sdk", new PluginSdkCommand(environment));
        }
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == Version.class
                ? type.cast(new Version())
                : CommandLine.defaultFactory().create(type);
    }
}
