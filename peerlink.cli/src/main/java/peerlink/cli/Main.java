package peerlink.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: reads the command line and exits with the status that the command returns. */
@Command(
        name = "peerlink",
        description = "Talk and exchange files directly, over mutually authenticated TLS 1.3.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main(CommandSpec spec) {
        this.spec = spec;
    }

    /**
     * Runs the program, and ends the JVM.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main(CommandSpec.create())).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getModule().getDescriptor().rawVersion().orElse("unknown");
            return new String[] {"peerlink " + version};
        }
    }
}
