package peerlink.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.core.Passphrase;

/** What surrounds a command in a test: a home of its own, streams that are kept, no terminal. */
final class Surroundings {
    final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Path folder;
    private final Deque<String> typed = new ArrayDeque<>();
    private byte[] in = {};

    Surroundings(Path folder) {
        this.folder = folder;
        variables.put("PEERLINK_HOME", folder.resolve("home").toString());
    }

    Surroundings input(byte[] bytes) {
        in = bytes;
        return this;
    }

    /** Has a person type passphrases, one for each question. Without this there is nobody to ask. */
    Surroundings typing(String... passphrases) {
        typed.addAll(List.of(passphrases));
        return this;
    }

    Path home() {
        return folder.resolve("home");
    }

    Path systemConfig() {
        return folder.resolve("system.toml");
    }

    Environment environment() {
        return new Environment(
                new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                _ ->
                        Optional.ofNullable(typed.poll())
                                .map(text -> new Passphrase(text.toCharArray())),
                variables,
                folder.resolve("user"),
                "Jane Doe",
                systemConfig(),
                new Typed(List.of()));
    }

    /** Runs a command; returns its exit code. */
    int run(String... arguments) {
        return Main.run(environment(), arguments);
    }

    /** Tells how many of the passphrases nobody has asked for. */
    int untyped() {
        return typed.size();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
