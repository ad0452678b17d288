package peerlink.registry.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an {@link Abuser}. It gets the processor last: a real attacker has one of its own. */
final class AbuserProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private AbuserProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.US_ASCII);
        this.in = process.outputWriter(StandardCharsets.US_ASCII);
        expect("ready");
    }

    static AbuserProcess against(ServerProcess server) throws IOException {
        var command = new ArrayList<String>(List.of("nice", "-n", "19"));
        command.addAll(ServerProcess.java());
        command.addAll(List.of("-Xmx512m", "-cp", ServerProcess.classPath()));
        command.add(Abuser.class.getName());
        command.add(server.address().toString());
        command.add(server.id().text());
        return new AbuserProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    void begin(Abuse abuse) throws IOException {
        say(abuse.word());
        expect("begun");
    }

    /** Returns the number {@code offered} so far, and the registry's answers. */
    Map<String, Long> look() throws IOException {
        return ask("look");
    }

    /** Ends the current abuse; returns the same as {@link #look}. */
    Map<String, Long> end() throws IOException {
        return ask("end");
    }

    private Map<String, Long> ask(String request) throws IOException {
        say(request);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("those who do harm have left");
        }
        Map<String, Long> values = new LinkedHashMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        }
        return values;
    }

    private void expect(String word) throws IOException {
        String line = out.readLine();
        if (!word.equals(line)) {
            process.destroyForcibly();
            throw new IOException("those who do harm have left, saying " + line);
        }
    }

    private void say(String word) throws IOException {
        in.write(word + "\n");
        in.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
