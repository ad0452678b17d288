package peerlink.core.session;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;

/**
 * Lets two simulated nodes ask each other for links by signals, which go by a registry and over
 * their links, and stands for the routers before the nodes, which decide what comes of it. The
 * signals' steps are those of {@code peerlink.core.signal}; on a link they are real frames.
 */
final class SimulatedSignals {
    /** The way in which a router treats connections from outside. */
    enum Router {
        /** It lets everybody in. */
        OPEN,
        /** It lets in whom the one inside connects to at that moment. */
        CLOSED,
        /** It gives each connection a port that nobody can know: two such ones never meet. */
        RANDOM
    }

    /** The steps of an appeal, in their order. */
    private enum Step {
        WANT,
        READY,
        GO
    }

    /** Knows the nodes. */
    interface Scene {
        @Nullable SimulatedNode node(int side);

        /** Opens a link to one side that has asked for it. */
        SimulatedLink link(SimulatedNode asking, SimulatedNode asked);

        void say(int side, String what);
    }

    /** The time after which nobody waits for an answer and a link any more. */
    static final long PATIENCE = 10_000_000_000L;

    private static final int MAX_MEETINGS = 3;

    private record Signal(int from, long appeal, Step step) {
        Bytes encode() {
            return Bytes.utf8(from + " " + appeal + " " + step);
        }

        static Signal decode(Bytes content) {
            try {
                String[] parts = content.decodeUtf8().split(" ");
                return new Signal(
                        Integer.parseInt(parts[0]),
                        Long.parseLong(parts[1]),
                        Step.valueOf(parts[2]));
            } catch (CharacterCodingException e) {
                throw new AssertionError("a signal came in changed", e);
            }
        }
    }

    /** A node's wish for a link. */
    private record Appeal(SimulatedNode node, boolean isUpgrade, long since) {}

    private final Scene scene;
    private final Router[] routers = {Router.OPEN, Router.OPEN};
    private final Map<Long, Appeal> appeals = new HashMap<>();

    /** The signals that the registry has taken and not passed on yet. */
    private final List<Signal> passing = new ArrayList<>();

    /** The meetings for each appeal that a run of a node has answered. */
    private final Map<SimulatedNode, Map<Long, Integer>> answered = new HashMap<>();

    private boolean isRegistryUp = true;
    private long last;

    SimulatedSignals(Scene scene) {
        this.scene = scene;
    }

    void router(int side, Router router) {
        routers[side] = router;
        scene.say(side, "is behind a router: " + router);
    }

    /** Starts or ends the registry, which forgets what it has not passed on. */
    void registry(boolean isUp) {
        isRegistryUp = isUp;
        passing.clear();
    }

    boolean isRegistryUp() {
        return isRegistryUp;
    }

    /** Tells whether the other side can connect to this one as to anybody. */
    boolean isOpen(int side) {
        return routers[side] == Router.OPEN;
    }

    /** Tells whether there is a way without a relay, by signals perhaps. */
    boolean isDirectPossible() {
        return isOpen(0) || isOpen(1) || canMeet();
    }

    private boolean canMeet() {
        return isOpen(0) || isOpen(1) || routers[0] == Router.CLOSED && routers[1] == Router.CLOSED;
    }

    /** Has a node ask the other one for a link, by every way that there is. */
    void ask(int side, SimulatedNode node, boolean isUpgrade, long now) {
        long number = ++last;
        node.asks(isUpgrade);
        appeals.put(number, new Appeal(node, isUpgrade, now));
        Signal want = new Signal(side, number, Step.WANT);
        scene.say(side, "asks for a link, appeal " + number);
        pass(want);
        node.links().forEach(end -> node.signal(end, want.encode()));
    }

    private void pass(Signal signal) {
        if (isRegistryUp) {
            passing.add(signal);
        }
    }

    /** Tells whether the registry has signals to pass on. */
    boolean isPassing() {
        return !passing.isEmpty();
    }

    /**
     * Has the registry pass one of its signals on.
     *
     * @param keeps whether it keeps the signal, to tell it again
     */
    void deliver(int which, boolean keeps) {
        int index = which % passing.size();
        Signal signal = keeps ? passing.get(index) : passing.remove(index);
        SimulatedNode node = scene.node(1 - signal.from());
        if (node != null) {
            received(1 - signal.from(), node, signal, null);
        }
    }

    /** Takes a signal that came in over a link. */
    void received(int side, SimulatedLink.End end, Bytes content) {
        received(side, end.node(), Signal.decode(content), end);
    }

    /**
     * @param way the link by which it came; null if the registry has passed it on
     */
    private void received(
            int side, SimulatedNode node, Signal signal, SimulatedLink.@Nullable End way) {
        scene.say(side, "takes " + signal);
        Map<Long, Integer> meetings = answered.computeIfAbsent(node, _ -> new HashMap<>());
        switch (signal.step()) {
            case WANT -> {
                // each way brings it
                if (meetings.putIfAbsent(signal.appeal(), 0) == null) {
                    answer(side, node, signal, Step.READY, way);
                    if (isOpen(1 - side)) {
                        connect(side, node, signal);
                    }
                }
            }
            case READY -> {
                if (isAwaited(signal.appeal(), node)) {
                    answer(side, node, signal, Step.GO, way);
                }
            }
            case GO -> {
                int before = meetings.getOrDefault(signal.appeal(), MAX_MEETINGS);
                if (before < MAX_MEETINGS && canMeet()) {
                    meetings.put(signal.appeal(), before + 1);
                    connect(side, node, signal);
                }
            }
        }
    }

    private void answer(
            int side,
            SimulatedNode node,
            Signal signal,
            Step step,
            SimulatedLink.@Nullable End way) {
        Signal answer = new Signal(side, signal.appeal(), step);
        if (way == null) {
            pass(answer);
        } else {
            node.signal(way, answer.encode());
        }
    }

    /** Opens a link to the side that has asked, which may have given up, or be another run. */
    private void connect(int side, SimulatedNode node, Signal signal) {
        SimulatedNode asking = scene.node(1 - side);
        if (asking != null) {
            SimulatedLink link = scene.link(asking, node);
            link.appeal = signal.appeal();
            scene.say(side, "opens " + link + ", as asked");
        }
    }

    private boolean isAwaited(long number, SimulatedNode node) {
        Appeal appeal = appeals.get(number);
        return appeal != null && appeal.node() == node;
    }

    /**
     * Takes a link that was asked for, at the side that has asked. The first one for an appeal is
     * the one that counts; the others are to be closed.
     */
    boolean takes(SimulatedLink.End dialler) {
        long number = dialler.link().appeal;
        if (!isAwaited(number, dialler.node())) {
            return false;
        }
        dialler.isUpgrade = Objects.requireNonNull(appeals.remove(number)).isUpgrade();
        return true;
    }

    long nanosUntilDue(long now) {
        return appeals.values().stream()
                .mapToLong(appeal -> Math.max(1, PATIENCE - (now - appeal.since())))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Ends the appeals for which nobody waits any more. */
    void runDue(long now) {
        for (Map.Entry<Long, Appeal> entry : List.copyOf(appeals.entrySet())) {
            Appeal appeal = entry.getValue();
            boolean isGone = appeal.node() != scene.node(0) && appeal.node() != scene.node(1);
            if (isGone) {
                appeals.remove(entry.getKey());
            } else if (now - appeal.since() >= PATIENCE) {
                appeals.remove(entry.getKey());
                appeal.node().settled(appeal.isUpgrade(), new IOException("no answer"));
            }
        }
        answered.keySet().removeIf(node -> node != scene.node(0) && node != scene.node(1));
    }
}
