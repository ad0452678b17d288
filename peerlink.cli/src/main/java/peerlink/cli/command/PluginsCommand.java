package peerlink.cli.command;

import java.nio.file.Path;
import java.util.List;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.PluginDeed;
import peerlink.cli.local.PluginsJob;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists and changes the plugins. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the plugins, without starting any, and let them in and out.",
            "A plugin may do everything that you may, so it runs once you have agreed to it. A chat or listen of the profile follows at once."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        commandListHeading = "%ncommands:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink plugins",
            "  peerlink plugins install echo.jar",
            "  peerlink plugins disable echo --profile bob"
        })
final class PluginsCommand extends NodeCommand {
    private static final String NAME = "the plugin's name, as the list has it";

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    PluginsCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        return run(PluginDeed.LIST, List.of(), json, options);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "List the plugins.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            optionListHeading = "%noptions:%n")
    int list(
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.LIST, List.of(), asJson || json, more.or(options));
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Show all that is known of a plugin.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int info(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = NAME) List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.INFO, names, asJson || json, more.or(options));
    }

    @Command(
            name = "allow",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Agree to a plugin, with the content that lies there now.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int allow(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "NAME[=SHA256]",
                            description = "the plugin's name, and the content that it must have")
                    List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.ALLOW, names, asJson || json, more.or(options));
    }

    @Command(
            name = "enable",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Let a plugin run again that was disabled.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int enable(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = NAME) List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.ENABLE, names, asJson || json, more.or(options));
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "End a plugin, and let it not run again until it is enabled.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int disable(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = NAME) List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.DISABLE, names, asJson || json, more.or(options));
    }

    @Command(
            name = "reload",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "End a plugin, and start it anew from its file.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int reload(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = NAME) List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.RELOAD, names, asJson || json, more.or(options));
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Copy a plugin into your folder of plugins, and agree to it.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int install(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "FILE",
                            description = "a jar, or a folder of jars")
                    List<Path> files,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(
                PluginDeed.INSTALL,
                files.stream().map(file -> file.toAbsolutePath().toString()).toList(),
                asJson || json,
                more.or(options));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "End a plugin of yours and delete its file; what it has kept stays.",
            synopsisHeading = "usage: ",
            descriptionHeading = "%n",
            parameterListHeading = "%n",
            optionListHeading = "%noptions:%n")
    int remove(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = NAME) List<String> names,
            @Option(names = "--json", description = "print one JSON object a line") boolean asJson,
            @Mixin NodeOptions more)
            throws Exception {
        return run(PluginDeed.REMOVE, names, asJson || json, more.or(options));
    }

    private int run(PluginDeed deed, List<String> words, boolean asJson, NodeOptions own)
            throws Exception {
        return PluginsJob.run(
                new LocalRequest.Plugins(given(own), deed, words, asJson),
                environment,
                environment.out()::println);
    }
}
