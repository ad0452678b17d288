package peerlink.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.store.TakeOver;
import peerlink.plugin.history.text.TypedWords;

/**
 * Measures the history: the take-over of a file of an earlier version, searches of several kinds
 * beside {@code grep} over the same text, keeping a message, and forgetting.
 *
 * <p>Arguments: {@code [messages]}, how many there are (1,000,000).
 */
public final class HistoryBenchmark {
    private static final int PEERS = 50;
    private static final int VOCABULARY = 50_000;
    private static final int SEARCHES = 500;
    private static final int GREPS = 10;
    private static final int LIMIT = 20;
    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

    private final Random random = new Random(7);
    private final List<PeerId> peers = new ArrayList<>();
    private final List<String> vocabulary = new ArrayList<>();

    private HistoryBenchmark() {
        for (int i = 0; i < PEERS; i++) {
            peers.add(PeerId.ofKey(("peer " + i).getBytes(StandardCharsets.UTF_8)));
        }
        for (int i = 0; i < VOCABULARY; i++) {
            vocabulary.add(word());
        }
    }

    /** A kind of search: what is typed, and with whom it was said. */
    private record Kind(String name, List<String> typed, boolean withPeer) {}

    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        new HistoryBenchmark().run(messages, System.out);
    }

    private void run(int messages, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        Path text = folder.resolve("text");
        Path old = folder.resolve("messages.tsv");
        write(messages, old);
        Files.copy(old, text);
        try (HistoryStore store = new HistoryStore(folder, InstantSource.system(), out::println)) {
            long before = System.nanoTime();
            new TakeOver(store, folder).run(_ -> {});
            double seconds = (System.nanoTime() - before) / 1e9;
            out.printf(
                    "%d messages, %d MiB of text; taken over in %.1f s; history.db has %d MiB%n%n",
                    messages,
                    Files.size(text) >> 20,
                    seconds,
                    Files.size(folder.resolve("history.db")) >> 20);
            out.println("| search, ms | p50 | p99 | grep | grep ÷ p99 |");
            out.println("| --- | --- | --- | --- | --- |");
            for (Kind kind : kinds()) {
                search(store, kind, text, out);
            }
            keep(store, out);
        } finally {
            Folders.delete(folder);
        }
    }

    private List<Kind> kinds() {
        List<String> rare = new ArrayList<>();
        List<String> common = new ArrayList<>();
        List<String> two = new ArrayList<>();
        List<String> beginnings = new ArrayList<>();
        for (int i = 0; i < SEARCHES; i++) {
            rare.add(vocabulary.get(VOCABULARY / 2 + random.nextInt(VOCABULARY / 2)));
            common.add(vocabulary.get(random.nextInt(20)));
            two.add(vocabulary.get(random.nextInt(20)) + " " + vocabulary.get(random.nextInt(20)));
            String whole = vocabulary.get(random.nextInt(VOCABULARY));
            beginnings.add(whole.substring(0, 2 + random.nextInt(2)));
        }
        return List.of(
                new Kind("a rare word", rare, false),
                new Kind("a common word", common, false),
                new Kind("two common words", two, false),
                new Kind("two or three letters", beginnings, false),
                new Kind("a common word with a peer", common, true),
                new Kind("no word", List.of(""), true));
    }

    private void search(HistoryStore store, Kind kind, Path text, PrintStream out)
            throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < SEARCHES; i++) {
            String typed = kind.typed().get(i % kind.typed().size());
            Selection selection =
                    new Selection(
                            TypedWords.of(TypedWords.split(typed)),
                            kind.withPeer()
                                    ? Optional.of(Set.of(peers.get(random.nextInt(PEERS))))
                                    : Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
            long before = System.nanoTime();
            store.newest(selection, LIMIT, 0);
            millis.add((System.nanoTime() - before) / 1e6);
        }
        List<Double> sorted = millis.stream().sorted().toList();
        double p99 = sorted.get((int) (0.99 * (sorted.size() - 1)));
        double grep = grep(kind, text);
        out.printf(
                "| %s | %.2f | %.2f | %.0f | %.0f |%n",
                kind.name(), sorted.get(sorted.size() / 2), p99, grep, grep / p99);
    }

    /** Returns the median of some runs of grep, in milliseconds; of the first word alone. */
    private static double grep(Kind kind, Path text) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < GREPS; i++) {
            String word = kind.typed().get(i % kind.typed().size()).split(" ")[0];
            long before = System.nanoTime();
            Process grep =
                    new ProcessBuilder("grep", "-i", "-F", "-e", word, text.toString()).start();
            // not into /dev/null: GNU grep knows that file, and ends at the first line there
            grep.getInputStream().transferTo(OutputStream.nullOutputStream());
            grep.waitFor();
            millis.add((System.nanoTime() - before) / 1e6);
        }
        return millis.stream().sorted().toList().get(GREPS / 2);
    }

    private void keep(HistoryStore store, PrintStream out) throws Exception {
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Entry entry =
                    new Entry(
                            0,
                            Entry.Direction.RECEIVED,
                            peers.get(i % PEERS),
                            new PeerName("peer" + i % PEERS),
                            "id" + i,
                            text(),
                            Instant.now(),
                            Optional.empty());
            long before = System.nanoTime();
            store.keep(new TreeMap<>(Map.of(i + 1L, entry)), Set.of());
            micros.add((System.nanoTime() - before) / 1e3);
        }
        List<Double> sorted = micros.stream().sorted().toList();
        out.printf(
                "%na message is kept in %.0f µs (p50), %.0f µs (p99)%n",
                sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100));
        long before = System.nanoTime();
        long forgotten =
                store.forget(
                        new Selection(
                                TypedWords.of(List.of()),
                                Optional.of(Set.of(peers.getFirst())),
                                Optional.empty(),
                                Optional.empty()));
        out.printf(
                "%d messages with one peer are forgotten in %.1f s%n",
                forgotten, (System.nanoTime() - before) / 1e9);
    }

    private void write(int messages, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < messages; i++) {
                int peer = random.nextInt(PEERS);
                out.write(
                        String.join(
                                "\t",
                                FIRST.plus(Duration.ofSeconds(i)).toString(),
                                random.nextBoolean() ? "<" : ">",
                                peers.get(peer).text(),
                                "peer" + peer,
                                text()));
                out.write('\n');
            }
        }
    }

    /** Returns 3 to 16 words; the first one of the vocabulary is said most often, as in speech. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int words = 3 + random.nextInt(14);
        for (int i = 0; i < words; i++) {
            // as often as its place in the order says: Zipf's law
            int rank = (int) Math.pow(VOCABULARY, random.nextDouble()) - 1;
            text.append(i == 0 ? "" : " ").append(vocabulary.get(rank));
        }
        return text.toString();
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        int length = 3 + random.nextInt(8);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }
}
