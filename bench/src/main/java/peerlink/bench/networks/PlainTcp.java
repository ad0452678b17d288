package peerlink.bench.networks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Measures what bare TCP can do in a scenario, without PeerLink: whether one side can connect to
 * the other, and whether both can at the same moment. So the table says what a program could reach
 * at best, and the laboratory is checked by something else than the program that it is for.
 */
final class PlainTcp {
    /** The heading of the table. */
    static final String HEAD =
            """
            | scenario | alice dials | bob dials | both at once |
            | --- | --- | --- | --- |""";

    private final Program program;
    private final Setting setting;

    PlainTcp(Program program, Setting setting) {
        this.program = program;
        this.setting = setting;
    }

    /** One side's process. */
    private record Side(PrintStream to, BufferedReader from) {
        static Side of(Process process) {
            return new Side(
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8)));
        }

        String line() throws IOException {
            String line = from.readLine();
            if (line == null) {
                throw new IOException("a probe has ended");
            }
            return line;
        }

        String candidates() throws IOException {
            return line().split(" ")[1];
        }
    }

    /** Returns the scenario's row. */
    String row(String scenario) throws IOException {
        Host registry = setting.registry();
        String port = String.valueOf(setting.registryPort());
        String observer = "-";
        if (registry != null) {
            observer = registry.address();
            Side.of(program.startProbe(registry, List.of("observe", port))).line();
        }
        Host bystander = setting.bystander();
        if (bystander != null) {
            peer(bystander, "nobody", observer, port).candidates();
        }
        Side alice = peer(setting.alice(), "bob", observer, port);
        Side bob = peer(setting.bob(), "alice", observer, port);
        String alices = alice.candidates();
        String bobs = bob.candidates();
        alice.to().println("dial " + bobs);
        String first = alice.line();
        bob.to().println("dial " + alices);
        String second = bob.line();
        alice.to().println("punch " + bobs);
        bob.to().println("punch " + alices);
        String third = alice.line();
        bob.line();
        return "| %s | %s | %s | %s |"
                .formatted(scenario, words(first), words(second), words(third));
    }

    private Side peer(Host host, String other, String observer, String port) throws IOException {
        return Side.of(
                program.startProbe(host, List.of("peer", host.name(), other, observer, port)));
    }

    private static String words(String answer) {
        String[] words = answer.split(" ");
        return words[0].equals("yes") ? "%s ms, %s".formatted(words[1], words[2]) : "no";
    }
}
