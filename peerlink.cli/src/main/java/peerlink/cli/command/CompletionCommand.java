package peerlink.cli.command;

import org.jspecify.annotations.Nullable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script for a shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Print a completion script for a shell.",
            "The program's folder has the same ones: share/bash-completion/completions/peerlink,",
            "share/zsh/site-functions/_peerlink and share/fish/vendor_completions.d/peerlink.fish."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink completion bash > ~/.local/share/bash-completion/completions/peerlink",
            "  peerlink completion zsh > ~/.zfunc/_peerlink",
            "  peerlink completion fish > ~/.config/fish/completions/peerlink.fish"
        })
final class CompletionCommand extends NodeCommand {
    @Spec @Nullable CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh|fish", description = "the shell that the script is for")
    CompletionScript.Shell shell = CompletionScript.Shell.bash;

    @Mixin NodeOptions options = new NodeOptions();

    CompletionCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without a command line");
        }
        environment.out().print(CompletionScript.of(shell, spec.root().commandLine()));
        environment.out().flush();
        return ExitCode.OK;
    }
}
