package peerlink.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script for a shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a completion script for a shell.",
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {"  source <(peerlink completion bash)", "  source <(peerlink completion zsh)"})
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh
    }

    private final Environment environment;

    @Spec @Nullable CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "the shell")
    Shell shell = Shell.bash;

    CompletionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without a command line");
        }
        // picocli's bash script loads zsh's emulation of bash completion by itself
        environment.out().print(AutoComplete.bash("peerlink", spec.root().commandLine()));
        environment.out().flush();
        return ExitCode.OK;
    }
}
