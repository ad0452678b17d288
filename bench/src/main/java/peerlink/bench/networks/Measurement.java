package peerlink.bench.networks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Measures one scenario: starts the registry and the peers, has Alice write to Bob, then both to
 * each other, changes the network where the scenario does, and asks {@code peerlink why}.
 */
final class Measurement {
    /** The messages of each direction. */
    private static final int EACH = 20;

    private static final Duration TO_START = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 20;

    private final Scenario scenario;
    private final Setting setting;
    private final Program program;
    private final Limits limits;
    private final List<String> faults = new ArrayList<>();

    Measurement(Scenario scenario, Setting setting, Program program, Limits limits) {
        this.scenario = scenario;
        this.setting = setting;
        this.program = program;
        this.limits = limits;
    }

    /**
     * @param expected whether the image has what the scenario needs, so that messages must arrive
     */
    Row run(boolean expected) throws Exception {
        List<String> options = new ArrayList<>(setting.options());
        Set<String> registries = new HashSet<>();
        Host registry = setting.registry();
        if (registry != null) {
            options.addAll(startRegistry(registry));
            registries.add(registry.address());
        }
        Host bystander = setting.bystander();
        if (bystander != null) {
            Station.start(program, bystander, options);
        }
        Station alice = Station.start(program, setting.alice(), options);
        Station bob = Station.start(program, setting.bob(), options);
        if (!await(TO_START, () -> alice.isReady() & bob.isReady())) {
            throw new IOException("the peers have not started in " + TO_START.toSeconds() + " s");
        }
        try (PathWatch watch = new PathWatch(alice.pid(), registries)) {
            return measure(alice, bob, watch, expected);
        }
    }

    private Row measure(Station alice, Station bob, PathWatch watch, boolean expected)
            throws Exception {
        long enter = System.nanoTime();
        // somebody whose peer is not known yet types the line again
        boolean written = await(limits.first(), () -> alice.write("bob", "message 0"));
        Duration first = written ? acknowledged(enter, alice) : null;
        Process whyNot = first == null ? alice.why("bob") : null;
        boolean alices = writeAll(alice, "bob", written ? 1 : 0);
        boolean bobs = writeAll(bob, "alice", 0);
        await(
                limits.others(),
                () ->
                        (!alices || displayed(bob, "alice").size() >= EACH)
                                && (!bobs || displayed(alice, "bob").size() >= EACH));
        if (first != null && setting.incident() == null) {
            await(limits.direct(), () -> watch.direct() != null);
        }
        PathWatch.@Nullable Direct direct = watch.direct();
        int arrived = displayed(bob, "alice").size() + displayed(alice, "bob").size();
        Duration back = incident(alice, bob);
        Process why = whyNot == null ? alice.why("bob") : whyNot;
        why.waitFor(limits.why().toMillis(), TimeUnit.MILLISECONDS);
        boolean isThrough = arrived > 0;
        look(alice, bob);
        if (expected) {
            expect(
                    arrived == 2 * EACH,
                    "%d messages have not arrived".formatted(2 * EACH - arrived));
            expect(
                    !alice.whyNot().contains("another key"),
                    "a stranger's key, or her own, was taken for bob's");
            expect(setting.incident() == null || back != null, "the link did not come back");
        }
        return new Row(
                scenario,
                isThrough ? path(alice, bob, direct) : "none",
                first,
                direct == null || !isThrough
                        ? null
                        : Duration.ofNanos(Math.max(0, direct.since() - enter)),
                back,
                setting.incident() != null,
                limits,
                arrived,
                2 * EACH,
                alice.whyNot(),
                List.copyOf(faults));
    }

    private List<String> startRegistry(Host host) throws Exception {
        String place = host.address() + ":" + setting.registryPort();
        Process process =
                program.start(
                        host,
                        "registry",
                        List.of(
                                "registry",
                                "--listen",
                                place,
                                "--home",
                                program.folder().resolve("registry").toString()));
        boolean started =
                await(TO_START, () -> !program.printed("registry").isEmpty() || !process.isAlive());
        if (!started || !process.isAlive()) {
            throw new IOException("no registry: " + program.complained("registry").strip());
        }
        return List.of(program.printed("registry").strip().split(" "));
    }

    /** Returns the time until the first message is acknowledged; null if it takes too long. */
    private @Nullable Duration acknowledged(long enter, Station from) throws Exception {
        Duration left = limits.first().minusNanos(System.nanoTime() - enter);
        return await(left, () -> from.waiting() == 0)
                ? Duration.ofNanos(System.nanoTime() - enter)
                : null;
    }

    private static boolean writeAll(Station from, String to, int written) throws IOException {
        for (int i = written; i < EACH; i++) {
            if (!from.write(to, "message " + i)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Duration incident(Station alice, Station bob) throws Exception {
        Setting.Incident incident = setting.incident();
        if (incident == null) {
            return null;
        }
        incident.begins().run();
        alice.write("bob", "meanwhile");
        bob.write("alice", "meanwhile");
        TimeUnit.NANOSECONDS.sleep(incident.lasts().toNanos());
        incident.ends().run();
        long since = System.nanoTime();
        return await(limits.back(), () -> alice.waiting() == 0 && bob.waiting() == 0)
                ? Duration.ofNanos(System.nanoTime() - since)
                : null;
    }

    /** Returns the path in the program's words, unless the sockets say something else. */
    private String path(Station alice, Station bob, PathWatch.@Nullable Direct direct)
            throws IOException {
        JsonNode why = alice.reasons();
        String told = why.path("path").asString("").toLowerCase(Locale.ROOT);
        boolean isToldDirect = !told.matches("|none|relayed");
        if (direct == null) {
            Host registry = setting.registry();
            return "relayed by " + (registry == null ? "?" : registry.address());
        }
        if (isToldDirect && !told.equals("direct")) {
            return told;
        }
        if (direct.localPort() != alice.port()) {
            return "direct";
        }
        return direct.remotePort() == bob.port() ? "punched" : "direct, dialled by bob";
    }

    /** Looks for messages that came twice, and for doubts about a key. */
    private void look(Station alice, Station bob) throws IOException {
        for (Station station : List.of(alice, bob)) {
            List<JsonNode> messages = station.messages();
            Set<String> ids = new HashSet<>();
            for (JsonNode message : messages) {
                expect(ids.add(message.path("messageId").asString()), "a message came twice");
                expect(
                        !message.path("trust").asString().equals("changed"),
                        station.host().name() + " doubts the other one's key");
            }
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    /** Returns the texts of another one's messages that a peer has displayed. */
    private static Set<String> displayed(Station station, String from) throws IOException {
        Set<String> texts = new HashSet<>();
        for (JsonNode message : station.messages()) {
            if (message.path("name").asString().equals(from)) {
                texts.add(message.path("text").asString());
            }
        }
        return texts;
    }

    private static boolean await(Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }
}
