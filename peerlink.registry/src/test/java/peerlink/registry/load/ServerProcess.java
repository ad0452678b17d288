package peerlink.registry.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.transport.tls.BareTlsServer;

/**
 * Runs a server under load, in a process of its own that ends with this object or this process.
 * Linux only.
 */
final class ServerProcess implements AutoCloseable {
    /**
     * The unit in which the kernel counts a process's time, on every architecture that Java runs
     * on.
     */
    private static final long TICK_NANOS = 10_000_000;

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final Address address;
    private final PeerId id;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.US_ASCII);
        this.in = process.outputWriter(StandardCharsets.US_ASCII);
        String[] words = ready();
        this.address = Address.of("tls", "127.0.0.1", Integer.parseInt(words[1]));
        this.id = new PeerId(words[2]);
    }

    /** Reads up to the server's first line; the virtual machine may print something before it. */
    private String[] ready() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals("ready")) {
                return words;
            }
        }
        throw new IOException("the server has not started");
    }

    /** Starts a registry whose leases are on the disk. */
    static ServerProcess registry(Path folder, List<String> javaOptions, String... limits)
            throws IOException {
        return start(
                LoadServer.class.getName(),
                javaOptions,
                Stream.concat(Stream.of(folder.toString()), Stream.of(limits)).toList());
    }

    /** Starts the server to compare a registry with. */
    static ServerProcess bareTls(List<String> javaOptions) throws IOException {
        return start(BareTlsServer.class.getName(), javaOptions, List.of());
    }

    private static ServerProcess start(
            String main, List<String> javaOptions, List<String> arguments) throws IOException {
        List<String> command = java();
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(arguments);
        return new ServerProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * Returns the beginning of a command: Java with the compiler and the collector that this
     * process was told to have. Those of a test start fast, those of a benchmark are the usual.
     */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.matches("-XX:(TieredStopAtLevel=.*|\\+Use\\w+GC)")) {
                command.add(option);
            }
        }
        return command;
    }

    Address address() {
        return address;
    }

    PeerId id() {
        return id;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Returns the load of a {@link LoadServer}: {@code heap} in bytes, {@code connections} and so
     * on.
     *
     * @param isCollected true to collect all garbage before
     */
    synchronized Map<String, Long> look(boolean isCollected) throws IOException {
        in.write(isCollected ? "gc\n" : "look\n");
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server has ended");
        }
        Map<String, Long> values = new HashMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        }
        return values;
    }

    /**
     * Returns the memory of the process, in bytes, as the kernel sees it; not the kernel's own for
     * it.
     */
    long resident() throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no VmRSS of the server");
    }

    /** Returns the processor time that it has used, in nanoseconds, in steps of 10 ms. */
    long cpu() throws IOException {
        String stat = Files.readString(proc("stat"));
        // the name in brackets may have spaces
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /** Lets the process end, so that it may write a recording; kills it if it takes its time. */
    @Override
    public void close() {
        try {
            in.close();
            process.waitFor(15, TimeUnit.SECONDS);
        } catch (IOException e) {
            // it has ended already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    /** Returns the class path of the tests and their dependencies, in any kind of test run. */
    static String classPath() {
        return Stream.of(
                        Path.of("target", "test-classes").toString(),
                        Path.of("target", "classes").toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
