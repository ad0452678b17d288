package peerlink.cli.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;
import peerlink.cli.log.Logs;
import peerlink.cli.log.ServerLog;
import peerlink.cli.node.IdentityActions;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.Passphrases;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.node.RootCommand;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.core.identity.IdentityStore;
import peerlink.registry.access.EnrolmentToken;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs a registry alone, for a team or a machine. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run a registry, in which peers find each other, until Ctrl-C or SIGTERM.",
            "It prints the option that peers use it with; the id in it proves the registry."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink registry",
            "  peerlink registry --listen 0.0.0.0:7777 --visibility registered",
            "  peerlink registry --config registry.toml --check-config",
            "  peerlink --registry 192.0.2.1:7777",
            "",
            "On the internet: a public address in --listen, and --visibility lookup-only or hidden."
        })
public final class RegistryCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand RootCommand root;

    @Mixin public RegistryArguments arguments = new RegistryArguments();

    @Mixin ServerOptions server = new ServerOptions();

    @ArgGroup @Nullable Action action;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description =
                    "the first line is the passphrase to set (default: it is asked for twice)")
    @Nullable Path newPassphraseFile;

    /** The options that do something else than run the registry. */
    static final class Action {
        @Option(
                names = "--check-config",
                description = "print what would be used, or all that is wrong with it, and end")
        boolean checkConfig;

        @Option(
                names = "--new-token",
                description =
                        "print a line for the file of --allow with a token that nobody knows: peers"
                                + " that are given it may register without being listed")
        boolean newToken;

        @Option(
                names = "--set-passphrase",
                description = "protect the registry's key with a passphrase, or with another one")
        boolean setPassphrase;

        @Option(
                names = "--remove-passphrase",
                description = "have the key unprotected: who can read its file can use it")
        boolean removePassphrase;
    }

    public RegistryCommand(Environment environment) {
        this.environment = environment;
        this.root = NodeOptions::new;
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = server.all(root, arguments.listen);
        arguments.listen = RegistryArguments.onlyOne(all.listen);
        if (newPassphraseFile != null && (action == null || !action.setPassphrase)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--new-passphrase-file is for --set-passphrase",
                    environment.typed().with("--set-passphrase"));
        }
        boolean isCheck = action != null && action.checkConfig;
        ConfigCheck.requireCheck(server.json, isCheck, environment.typed());
        if (isCheck) {
            return check(all);
        }
        if (action != null && action.newToken) {
            environment.out().println("token " + EnrolmentToken.random().text());
            environment.out().flush();
            return ExitCode.OK;
        }
        RegistrySettings settings = plan(all).settings();
        Identity identity;
        try (Passphrases passphrases =
                new Passphrases(environment, "registry", all, newPassphraseFile)) {
            if (action != null) {
                // a registry has no profile, but a key of its own
                act(
                        action,
                        new IdentityActions(environment, settings.data(), "registry", passphrases));
                return ExitCode.OK;
            }
            identity = IdentityStore.loadOrCreate(settings.data(), passphrases.current());
        }
        Logs.alsoTo(new ServerLog(environment.err(), settings.log()));
        return new RegistryRun(environment, settings, identity).untilSignalled();
    }

    private static void act(Action action, IdentityActions actions) throws IOException {
        if (action.setPassphrase) {
            actions.setPassphrase();
        } else {
            actions.removePassphrase();
        }
    }

    private RegistryPlan plan(NodeOptions all) throws CliException {
        return new RegistryPlan(
                arguments, ProgramSettings.profile(all, environment), server.config, environment);
    }

    /** Prints all problems or, if there are none, all settings. */
    private int check(NodeOptions all) {
        ConfigCheck check = new ConfigCheck(environment, server.json);
        try {
            RegistryPlan plan = plan(all);
            List<CliException> problems = plan.problems();
            if (!problems.isEmpty()) {
                return check.failed(problems);
            }
            Optional<String> obstacle = plan.obstacle();
            check.print(plan.lines(), plan.fields());
            obstacle.ifPresent(
                    why ->
                            Failures.print(
                                    environment.err(), "the store can't be used now: " + why, ""));
            return ExitCode.OK;
        } catch (CliException e) {
            return check.failed(List.of(e));
        }
    }
}
