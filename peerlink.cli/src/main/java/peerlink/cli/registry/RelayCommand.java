package peerlink.cli.registry;

import java.util.List;
import java.util.concurrent.Callable;
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

    @Mixin ServerOptions server = new ServerOptions();

    @Option(
            names = "--check-config",
            description = "print what would be used, or all that is wrong with it, and end")
    boolean checkConfig;

    public RelayCommand(Environment environment) {
        this.environment = environment;
        this.root = NodeOptions::new;
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = server.all(root, arguments.listen);
        arguments.listen = RegistryArguments.onlyOne(all.listen);
        ConfigCheck.requireCheck(server.json, checkConfig, environment.typed());
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
                arguments, ProgramSettings.profile(all, environment), server.config, environment);
    }

    /** Prints all problems or, if there are none, all settings. */
    private int check(NodeOptions all) {
        ConfigCheck check = new ConfigCheck(environment, server.json);
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
