package peerlink.cli.local;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import peerlink.cli.doctor.Doctor;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.core.Node;

/**
 * Examines how the profile's node can be reached, for a command of the shell: asks the one that
 * runs, or starts one for the question.
 */
public final class DoctorJob {
    private DoctorJob() {}

    /**
     * Runs the job and returns its exit code.
     *
     * @param lines gets the lines of the output
     */
    public static int run(
            LocalRequest.Doctor question, Environment environment, Consumer<String> lines)
            throws CliException, IOException, InterruptedException {
        ProgramSettings settings = ProgramSettings.resolve(question.given(), environment);
        Optional<Outcome> asked = LocalClient.ask(settings.profile().directory(), question, lines);
        if (asked.isPresent()) {
            // the findings say all that there is to say
            return asked.get().message().isEmpty()
                    ? asked.get().exitCode()
                    : asked.get().told(environment.err(), false);
        }
        NodeAssembly assembly = NodeAssembly.of(settings, question.given(), environment);
        try (Node node = NodeAssembly.start(assembly.visitor(), question.given())) {
            return LocalRequests.examined(
                            Doctor.findings(node, settings, question.given()), question, lines)
                    .exitCode();
        }
    }
}
