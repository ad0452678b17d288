package peerlink.cli.command;

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
    private final Environment environment;

    public CommandFactory(Environment environment) {
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return switch (type.getSimpleName()) {
            case "ChatCommand" -> type.cast(new ChatCommand(environment));
            case "SendCommand" -> type.cast(new SendCommand(environment));
            case "ListenCommand" -> type.cast(new ListenCommand(environment));
            case "OutboxCommand" -> type.cast(new OutboxCommand(environment));
            case "PeersCommand" -> type.cast(new PeersCommand(environment));
            case "ContactsCommand" -> type.cast(new ContactsCommand(environment));
            case "IdCommand" -> type.cast(new IdCommand(environment));
            case "VerifyCommand" -> type.cast(new VerifyCommand(environment));
            case "WhyCommand" -> type.cast(new WhyCommand(environment));
            case "RegistryCommand" -> type.cast(new RegistryCommand(environment));
            case "RelayCommand" -> type.cast(new RelayCommand(environment));
            case "DemoCommand" -> type.cast(new DemoCommand(environment));
            case "PluginsCommand" -> type.cast(new PluginsCommand(environment));
            case "CompletionCommand" -> type.cast(new CompletionCommand(environment));
            case "HelpCommand" -> type.cast(new HelpCommand(environment));
            case "Version" -> type.cast(new Version());
            default -> CommandLine.defaultFactory().create(type);
        };
    }
}
