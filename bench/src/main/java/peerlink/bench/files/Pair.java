package peerlink.bench.files;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peerlink.bench.Folders;
import peerlink.bench.chaos.Host;

/** Two peers in processes of their own, which know each other. Used by one thread at a time. */
final class Pair implements AutoCloseable {
    /** The memory of a process, in bytes: resident now and at most, and kept in its heap. */
    record Memory(long resident, long peak, long heap) {}

    private final Path folder;
    private final Child sender;
    private final Child receiver;
    private final String receiverId;

    /**
     * @param version the version of the protocol {@code files} that they speak
     * @param options the options for their JVMs
     */
    Pair(Path folder, int version, List<String> options) throws IOException {
        this(folder, version, options, LocalSsh.HERE, LocalSsh.HERE);
    }

    /**
     * @param from the host of the sender
     * @param to the host of the receiver
     */
    Pair(Path folder, int version, List<String> options, Host from, Host to) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.receiver = new Child(folder, "bob", version, options, to);
        this.sender = new Child(folder, "alice", 2, options, from);
        // an invite on both sides: a stranger from another host would wait to be accepted
        receiver.ask("connect " + sender.ask("invite"));
        this.receiverId = sender.ask("connect " + receiver.ask("invite"));
    }

    /** Sends a file or folder; returns the seconds until the receiver has saved it. */
    double send(Path path) throws IOException {
        return Long.parseLong(sender.ask("send " + receiverId + " " + path)) / 1e9;
    }

    /** Returns the processor time that both have used so far, in seconds. */
    double processorTime() {
        return sender.processorTime() + receiver.processorTime();
    }

    /** Sends messages for so long, each after the other's acknowledgement; returns their times. */
    List<Double> messages(Duration time) throws IOException {
        return millis(sender.ask("messages " + receiverId + " " + time.toNanos()));
    }

    /** Sends messages as long as a file or folder is on its way; returns their times. */
    List<Double> messagesBeside(Path path) throws IOException {
        return millis(sender.ask("messages-beside " + receiverId + " " + path));
    }

    private static List<Double> millis(String answer) {
        return Arrays.stream(answer.split(" ")).map(nanos -> Long.parseLong(nanos) / 1e6).toList();
    }

    Memory senderMemory() throws IOException {
        return memory(sender);
    }

    Memory receiverMemory() throws IOException {
        return memory(receiver);
    }

    private static Memory memory(Child child) throws IOException {
        String[] words = child.ask("memory").split(" ");
        return new Memory(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    /** Returns the folder for received files. */
    Path received() {
        return folder.resolve("bob").resolve("received");
    }

    /** Deletes what was received. */
    void clear() throws IOException {
        if (Files.exists(received())) {
            Folders.delete(received());
        }
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
        Folders.delete(folder);
    }

    /** One of them. */
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final PrintWriter in;

        Child(Path folder, String name, int version, List<String> options, Host host)
                throws IOException {
            List<String> command = new ArrayList<>(host.prefix());
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(
                    List.of(
                            "--enable-native-access=org.xerial.sqlitejdbc",
                            "--module-path",
                            System.getProperty("jdk.module.path"),
                            "--module",
                            "peerlink.bench/" + FilesPeer.class.getName(),
                            name,
                            Files.createDirectories(folder.resolve(name)).toString(),
                            String.valueOf(version),
                            host.address()));
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            out = process.inputReader();
            in = new PrintWriter(process.outputWriter(), true);
        }

        double processorTime() {
            return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
                    / 1e9;
        }

        void say(String line) {
            in.println(line);
        }

        String ask(String line) throws IOException {
            say(line);
            String answer = out.readLine();
            if (answer == null) {
                throw new EOFException("a peer has ended at: " + line);
            }
            return answer;
        }

        @Override
        public void close() throws IOException {
            in.close();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
