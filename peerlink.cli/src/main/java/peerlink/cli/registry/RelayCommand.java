package peerlink.cli.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;
import peerlink.cli.log.Logs;
import peerlink.cli.log.ServerLog;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.Passphrases;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.node.RootCommand;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.core.identity.IdentityStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs a relay alone, without a registry. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run a relay, by which peers reach each other that let nobody in, until Ctrl-C or SIGTERM.",
            "It can't read what they say. It prints the option that peers use it with."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink relay --listen 0.0.0.0:7779",
            "  peerlink relay --listen 0.0.0.0:7779 --allow team --max-mib-per-hour 1024",
            "",
            "A registry is a relay too, unless it is told otherwise: peerlink registry --help"
        })
public final class RelayCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand RootCommand root;

    @Mixin public RelayArguments arguments = new RelayArguments();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "a file with these options, such as listen = \"0.0.0.0:7779\"; an option"
                            + " comes before it (default: relay/config.toml in the home, if it is"
                            + " there)")
    @Nullable Path config;

    @Option(
            names = "--check-config",
            description = "print what would be used, or all that is wrong with it, and end")
    boolean checkConfig;

    @Option(names = "--json", description = "with --check-config: print one JSON object a line")
    boolean json;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "where the folder relay is (default: PEERLINK_HOME, else"
                            + " ~/.local/share/peerlink)")
    @Nullable Path home;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "the first line is the passphrase of its key, if that has one (default:"
                            + " PEERLINK_PASSPHRASE, else it is asked for)")
    @Nullable Path passphraseFile;

    public RelayCommand(Environment environment) {
        this.environment = environment;
        this.root = NodeOptions::new;
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions own = new NodeOptions();
        own.home = home;
        own.listen = Stream.ofNullable(arguments.listen).toList();
        own.passphraseFile = passphraseFile;
        NodeOptions all = own.or(root.options());
        all.profile = null; // a relay has no profile, and hints must not name one
        arguments.listen = RegistryArguments.onlyOne(all.listen);
        ConfigCheck.requireCheck(json, checkConfig, environment.typed());
        if (checkConfig) {
            return check(all);
        }
        RelaySettings settings = plan(all).settings();
        Identity identity;
        try (Passphrases passphrases = new Passphrases(environment, "relay", all, null)) {
            identity = IdentityStore.loadOrCreate(settings.data(), passphrases.current());
        }
        Logs.alsoTo(new ServerLog(environment.err(), settings.log()));
        return new RelayRun(environment, settings, identity).untilSignalled();
    }

    private RelayPlan plan(NodeOptions all) throws CliException {
        return new RelayPlan(
                arguments, ProgramSettings.profile(all, environment), config, environment);
    }

    /** Prints all problems or, if there are none, all settings. */
    private int check(NodeOptions all) {
        ConfigCheck check = new ConfigCheck(environment, json);
        try {
            RelayPlan plan = plan(all);
            List<CliException> problems = plan.problems();
            if (!problems.isEmpty()) {
                return check.failed(problems);
            }
            check.print(plan.lines(), plan.fields());
            return ExitCode.OK;
        } catch (CliException e) {
            return check.failed(List.of(e));
        }
    }
}
