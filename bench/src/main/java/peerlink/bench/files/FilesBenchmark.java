package peerlink.bench.files;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import peerlink.bench.Folders;

/**
 * Measures files from disk to disk, verified and synced, in turn in one run.
 *
 * <p>Arguments: {@code [--short] [--rounds N] [--mib N] [--small N] [--java OPTION] [PART…]}; the
 * parts are {@code large}, {@code first} (of the image, if PEERLINK tells its command), {@code
 * small}, {@code memory}, {@code messages} and {@code lossy}.
 */
public final class FilesBenchmark {
    private static final List<String> PARTS =
            List.of("large", "first", "small", "memory", "messages", "lossy");
    private static final int MIB = 1 << 20;
    private static final int SMALL = 4096;

    /** The largest file for the lossy link, in MiB. */
    private static final int LOSSY = 16;

    /** The later files of a fresh pair. */
    private static final int LATER = 2;

    /** The collector and the heap of the image: docs/decisions/080-memory.md. */
    private static final List<String> HEAP =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TrimNativeHeapInterval=60000",
                    "-Xms8m",
                    "-Xmn4m",
                    "-XX:MinHeapFreeRatio=20",
                    "-XX:MaxHeapFreeRatio=40",
                    "-XX:-ShrinkHeapInSteps");

    private final Path folder;
    private final PrintStream out;
    private final List<String> options = new ArrayList<>(HEAP);
    private final Set<String> parts = new TreeSet<>();
    private int rounds = 5;
    private int mib = 1024;
    private int small = 10_000;
    private boolean isShort;
    private int pairs;

    private FilesBenchmark(Path folder, PrintStream out) {
        options.add("-Xlog:disable");
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        try {
            FilesBenchmark benchmark = new FilesBenchmark(folder, System.out);
            benchmark.read(arguments);
            benchmark.run();
        } finally {
            Folders.delete(folder);
        }
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--short" -> {
                    isShort = true;
                    rounds = 1;
                    mib = 16;
                    small = 200;
                }
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--mib" -> mib = Integer.parseInt(arguments[++i]);
                case "--small" -> small = Integer.parseInt(arguments[++i]);
                case "--java" -> options.add(arguments[++i]);
                default -> {
                    if (!PARTS.contains(arguments[i])) {
                        throw new IllegalArgumentException(
                                "not a part: '%s' (%s)"
                                        .formatted(arguments[i], String.join(", ", PARTS)));
                    }
                    parts.add(arguments[i]);
                }
            }
        }
        if (parts.isEmpty()) {
            parts.addAll(PARTS);
            if (isShort) {
                parts.remove("first");
            }
        }
    }

    private void run() throws Exception {
        Path file = content("large.bin", mib);
        try (LocalSsh ssh = LocalSsh.start(folder.resolve("ssh")).orElse(null)) {
            if (ssh == null) {
                out.println("without scp and rsync: openssh-server or rsync is not installed");
            }
            if (parts.contains("large")) {
                large(file, ssh);
            }
            if (parts.contains("small")) {
                small(ssh);
            }
        }
        String program = System.getenv("PEERLINK");
        if (parts.contains("first") && program != null) {
            first(program, file);
        }
        if (parts.contains("memory")) {
            memory(file);
        }
        if (parts.contains("messages")) {
            messages(file);
        }
        if (parts.contains("lossy")) {
            new LossyPart(folder.resolve("lossy"), out, options)
                    .run(rounds, content("lossy.bin", Math.min(mib, LOSSY)));
        }
    }

    private int later() {
        return isShort ? 1 : LATER;
    }

    private Pair pair(int version) throws IOException {
        return new Pair(folder.resolve("pair" + pairs++), version, options);
    }

    private void large(Path file, @org.jspecify.annotations.Nullable LocalSsh ssh)
            throws Exception {
        Table table = new Table();
        Table processor = new Table();
        for (int round = 0; round < rounds; round++) {
            for (int version : new int[] {1, 2}) {
                try (Pair pair = pair(version)) {
                    String name = "files/" + version;
                    add(table, processor, name + ", the first of a pair", pair, file);
                    for (int i = 0; i < later(); i++) {
                        pair.clear();
                        add(table, processor, name, pair, file);
                    }
                    requireSame(file, pair.received().resolve("large.bin"));
                }
            }
            Path copy = folder.resolve("copy.bin");
            table.add("the disk alone", LocalSsh.seconds(() -> write(file, copy)));
            Files.delete(copy);
            if (ssh != null) {
                table.add("scp", ssh.scp(file, copy) + LocalSsh.seconds(() -> sync(copy)));
                Files.delete(copy);
                table.add("rsync over ssh", ssh.rsync(file, copy, "--fsync"));
                Files.delete(copy);
            }
        }
        table.print(out, "%,d MiB, s".formatted(mib), "files/1");
        processor.print(out, "processor time of both sides, s", "files/1");
    }

    private static void add(Table times, Table processor, String name, Pair pair, Path file)
            throws IOException {
        double before = pair.processorTime();
        times.add(name, pair.send(file));
        processor.add(name, pair.processorTime() - before);
    }

    /** Measures the image, whose cache of compiled methods shows with a fresh process. */
    private void first(String program, Path file) throws Exception {
        Table table = new Table();
        Table processor = new Table();
        for (int round = 0; round < rounds; round++) {
            try (InstalledPair pair =
                    new InstalledPair(program, folder.resolve("image" + pairs++))) {
                for (int i = 0; i <= later(); i++) {
                    String name = i == 0 ? "the first of a pair" : "a later one";
                    double before = pair.processorTime();
                    table.add(name, pair.send(file));
                    processor.add(name, pair.processorTime() - before);
                    pair.clear();
                }
            }
        }
        table.print(out, "the image, %,d MiB, s".formatted(mib), "a later one");
        processor.print(out, "processor time of both sides, s", "a later one");
    }

    private void small(@org.jspecify.annotations.Nullable LocalSsh ssh) throws Exception {
        Path many = folder.resolve("many");
        Random random = new Random(11);
        byte[] content = new byte[SMALL];
        for (int i = 0; i < small; i++) {
            Path parent = Files.createDirectories(many.resolve("folder" + i / 100));
            random.nextBytes(content);
            Files.write(parent.resolve("file" + i), content);
        }
        Table table = new Table();
        for (int round = 0; round < rounds; round++) {
            if (ssh != null) {
                Path copies = Files.createDirectory(folder.resolve("copies"));
                table.add(
                        "rsync over ssh",
                        ssh.rsync(many, copies) + LocalSsh.seconds(() -> syncAll(copies)));
                Folders.delete(copies);
                Files.createDirectory(copies);
                table.add(
                        "scp -r", ssh.scp(many, copies) + LocalSsh.seconds(() -> syncAll(copies)));
                Folders.delete(copies);
            }
            try (Pair pair = pair(2)) {
                table.add(
                        "files/2, the first of a pair",
                        pair.send(many) + LocalSsh.seconds(() -> syncAll(pair.received())));
                for (int i = 0; i < later(); i++) {
                    pair.clear();
                    table.add(
                            "files/2",
                            pair.send(many) + LocalSsh.seconds(() -> syncAll(pair.received())));
                }
            }
        }
        table.print(out, "%,d files of 4 KiB, s".formatted(small), "rsync over ssh");
        Folders.delete(many);
    }

    private void memory(Path file) throws Exception {
        Path little = content("little.bin", 1);
        out.println(
                "| above idle, MiB | resident, sender | receiver | kept in the heap, sender | receiver |");
        out.println("| --- | --- | --- | --- | --- |");
        try (Pair pair = pair(2)) {
            pair.send(little);
            pair.clear();
            Pair.Memory sender = pair.senderMemory();
            Pair.Memory receiver = pair.receiverMemory();
            for (int size : new TreeSet<>(List.of(Math.max(1, mib / 16), mib))) {
                Path one = size == mib ? file : content("part.bin", size);
                pair.send(one);
                pair.clear();
                Pair.Memory sent = pair.senderMemory();
                Pair.Memory received = pair.receiverMemory();
                out.printf(
                        "| %,d MiB | %.1f | %.1f | %.1f | %.1f |%n",
                        size,
                        mib(sent.peak() - sender.resident()),
                        mib(received.peak() - receiver.resident()),
                        mib(sent.heap() - sender.heap()),
                        mib(received.heap() - receiver.heap()));
            }
        }
        out.println();
    }

    private static double mib(long bytes) {
        return bytes / (double) MIB;
    }

    private void messages(Path file) throws Exception {
        List<Double> without = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        try (Pair pair = pair(2)) {
            pair.messages(Duration.ofSeconds(isShort ? 1 : 2));
            for (int round = 0; round < rounds; round++) {
                without.addAll(pair.messages(Duration.ofSeconds(isShort ? 1 : 3)));
                beside.addAll(pair.messagesBeside(file));
                pair.clear();
            }
        }
        out.println("| a message, ms | p50 | p99 | messages |");
        out.println("| --- | --- | --- | --- |");
        row("without", without);
        row("while a file is on its way", beside);
        out.printf("%nratio of p99: %.2f%n%n", p99(beside) / p99(without));
    }

    private void row(String name, List<Double> millis) {
        out.printf(
                "| %s | %.2f | %.2f | %,d |%n",
                name, Table.median(millis), p99(millis), millis.size());
    }

    private static double p99(List<Double> values) {
        return values.stream().sorted().toList().get((int) (0.99 * (values.size() - 1)));
    }

    /** Makes a file that can't be compressed. */
    private Path content(String name, int size) throws IOException {
        Path file = folder.resolve(name);
        Random random = new Random(7);
        byte[] block = new byte[MIB];
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < size; i++) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block));
            }
            channel.force(true);
        }
        return file;
    }

    private static void write(Path from, Path to) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(MIB);
        try (FileChannel in = FileChannel.open(from);
                FileChannel copy =
                        FileChannel.open(
                                to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (in.read(block.clear()) > 0) {
                copy.write(block.flip());
            }
            copy.force(true);
        }
    }

    /** Brings a file to the disk. */
    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void syncAll(Path place) throws IOException, InterruptedException {
        LocalSsh.run("sync", "-f", place.toString());
    }

    /** Checks what was received. */
    static void requireSame(Path file, Path received) throws IOException {
        if (Files.mismatch(file, received) >= 0) {
            throw new IOException("what was received is something else: " + received);
        }
    }
}
