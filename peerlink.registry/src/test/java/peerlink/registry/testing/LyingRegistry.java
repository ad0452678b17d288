package peerlink.registry.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Lies to its clients as a test tells it to. It speaks {@code registry/1} as {@code
 * docs/registry-protocol.md} has it, and shares no code with the real one. It takes every
 * registration, checks none and forgets none: a peer that has left is still there for it. A name
 * belongs to the first key that took it. Each of its answers passes through a {@link Lie}.
 */
public final class LyingRegistry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LyingRegistry.class.getName());

    private static final Protocol PROTOCOL = new Protocol("registry", 1);
    private static final CBORMapper CBOR = new CBORMapper();

    /** Holds a record with its signature, as its peer has registered it. */
    public record Told(PeerId id, Bytes record, Bytes signature) {
        /** Returns a field of the signed record, as text. */
        String field(String name) {
            return CBOR.readTree(record.toByteArray()).path(name).asString();
        }

        /** Returns the record with another signature. */
        public Told signedWith(Bytes other) {
            return new Told(id, record, other);
        }

        /**
         * Returns the record with a text in it replaced by one of the same length; the signature
         * stays.
         */
        public Told replacing(String text, String other) throws IOException {
            byte[] bytes = record.toByteArray();
            byte[] from = Bytes.utf8(text).toByteArray();
            byte[] to = Bytes.utf8(other).toByteArray();
            for (int i = 0; i <= bytes.length - from.length; i++) {
                if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)
                        && from.length == to.length) {
                    System.arraycopy(to, 0, bytes, i, to.length);
                    return new Told(id, Bytes.wrap(bytes), signature);
                }
            }
            throw new IOException("not in the record: " + text);
        }
    }

    /** Replaces a true record. */
    @FunctionalInterface
    public interface Lie {
        /** Returns the records to give: one, or none, or several. */
        List<Told> instead(Told truth);

        static Lie honest() {
            return List::of;
        }

        /** Denies every peer. */
        static Lie nobody() {
            return _ -> List.of();
        }

        /** Gives another record of one peer. */
        static Lie about(PeerId peer, Told instead) {
            return truth -> List.of(truth.id().equals(peer) ? instead : truth);
        }
    }

    private final Listener listener;

    /** All that was ever registered, by key, the first one first. */
    private final Map<PeerId, List<Told>> registered = new LinkedHashMap<>();

    /** The links that watch, with the last records that each was given. */
    private final Map<Link, List<Told>> watchers = new HashMap<>();

    private Lie lie = Lie.honest();

    public LyingRegistry(Network network) throws IOException {
        listener =
                network.listen(Address.parse("tls://127.0.0.1:0"), Map.of(PROTOCOL, this::serve));
    }

    /** Returns {@code HOST:PORT}. */
    public String place() {
        return listener.address().hostAndPort();
    }

    /** Lies from now on, at once to the present watchers. */
    public synchronized void tell(Lie lie) {
        this.lie = lie;
        updateAll();
    }

    /** Lies from now on, to new watchers: present ones are cut off, and hear nothing of it. */
    public void tellAnew(Lie lie) {
        List<Link> links;
        synchronized (this) {
            this.lie = lie;
            links = List.copyOf(watchers.keySet());
            watchers.clear();
        }
        links.forEach(Link::close);
    }

    /**
     * Waits until a peer has registered so many times, and returns its records, the oldest first.
     */
    public synchronized List<Told> awaitRecords(PeerId peer, int count)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (registered.getOrDefault(peer, List.of()).size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not registered " + count + " times: " + peer);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(registered.get(peer));
    }

    /** Waits until a peer has registered, and returns its first record. */
    public Told awaitRecord(PeerId peer) throws InterruptedException {
        return awaitRecords(peer, 1).getFirst();
    }

    @Override
    public void close() {
        listener.close();
    }

    private void serve(Link link) throws IOException {
        try {
            while (true) {
                JsonNode request = CBOR.readTree(link.receive().toByteArray());
                ObjectNode answer = CBOR.createObjectNode().put("id", request.get("id").asLong());
                answer(link, request, answer);
                send(link, answer);
                if (request.path("type").asString().equals("watch")) {
                    watch(link);
                }
            }
        } finally {
            unwatch(link);
        }
    }

    private synchronized void answer(Link link, JsonNode request, ObjectNode answer) {
        switch (request.path("type").asString()) {
            case "register" -> {
                register(link.info().remote(), request);
                leased(answer);
            }
            case "renew" -> leased(answer);
            case "lookup" -> {
                String id = request.path("peer").asString("");
                String name = request.path("name").asString("");
                records(
                        answer,
                        told(
                                truth ->
                                        truth.id().text().equals(id)
                                                || truth.field("name").equals(name)));
            }
            case "prefix" -> {
                String prefix = request.path("prefix").asString();
                records(answer, told(truth -> truth.field("name").startsWith(prefix)));
            }
            case "list" -> records(answer, told(_ -> true));
            case "watch" -> answer.put("type", "resync").put("cursor", "lies-0");
            default -> answer.put("type", "done");
        }
    }

    private void register(PeerId id, JsonNode request) {
        var told =
                new Told(
                        id,
                        Bytes.wrap(request.get("record").binaryValue()),
                        Bytes.wrap(request.get("signature").binaryValue()));
        registered.computeIfAbsent(id, _ -> new ArrayList<>()).add(told);
        notifyAll();
        Thread.ofVirtual().start(this::updateAll);
    }

    private List<Told> told(Predicate<Told> asked) {
        Map<String, Told> byName = new LinkedHashMap<>();
        registered
                .values()
                .forEach(all -> byName.putIfAbsent(all.getLast().field("name"), all.getLast()));
        return byName.values().stream()
                .filter(asked)
                .flatMap(truth -> lie.instead(truth).stream())
                .toList();
    }

    private synchronized void watch(Link link) {
        watchers.put(link, told(_ -> true));
    }

    private synchronized void unwatch(Link link) {
        watchers.remove(link);
    }

    private synchronized void updateAll() {
        for (Map.Entry<Link, List<Told>> watcher : watchers.entrySet()) {
            try {
                update(watcher);
            } catch (IOException e) {
                // its own thread takes it off the list
                LOG.log(System.Logger.Level.DEBUG, "a watcher has gone", e);
            }
        }
    }

    private void update(Map.Entry<Link, List<Told>> watcher) throws IOException {
        List<Told> before = watcher.getValue();
        List<Told> now = told(_ -> true);
        ObjectNode changes = CBOR.createObjectNode().put("id", 0).put("type", "changes");
        changes.put("cursor", "lies-0");
        ArrayNode all = changes.putArray("changes");
        before.stream()
                .map(Told::id)
                .filter(id -> now.stream().noneMatch(told -> told.id().equals(id)))
                .forEach(id -> all.addObject().put("left", id.text()));
        now.stream().filter(told -> !before.contains(told)).forEach(told -> add(all, told));
        watcher.setValue(now);
        if (!all.isEmpty()) {
            send(watcher.getKey(), changes);
        }
    }

    private static void leased(ObjectNode answer) {
        answer.put("type", "leased").put("ttl", 90_000).put("renewAfter", 30_000);
        answer.put("observed", "");
    }

    private static void records(ObjectNode answer, List<Told> told) {
        ArrayNode all = answer.put("type", "records").putArray("records");
        told.forEach(record -> add(all, record));
    }

    private static void add(ArrayNode all, Told told) {
        all.addObject()
                .put("record", told.record().toByteArray())
                .put("signature", told.signature().toByteArray());
    }

    private static void send(Link link, ObjectNode frame) throws IOException {
        link.send(Bytes.wrap(CBOR.writeValueAsBytes(frame)));
    }
}
