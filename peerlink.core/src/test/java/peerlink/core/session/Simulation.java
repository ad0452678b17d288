package peerlink.core.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.core.exchange.LinkState;
import peerlink.core.fixture.TestPeers;
import peerlink.core.store.Disk;
import peerlink.core.store.JournalStore;

/**
 * Lets two nodes exchange messages while everything goes wrong that may: in one thread, on a clock
 * of its own, and so that the same script always does the same. At the end the network is whole and
 * both nodes run. Then each must have shown the messages that the other one's user saw accepted.
 */
final class Simulation {
    /** Counts the events of simulations. */
    static final class Tally {
        long runs;
        long steps;
        long accepted;
        long shown;
        long crashes;
        long cuts;
        long restores;
        long failures;
        long upgrades;
        long asked;
    }

    private static final String CURSOR = "reader";
    private static final long SECOND = 1_000_000_000;
    private static final Duration[] PAUSES = {
        Duration.ofMillis(1),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(7),
        Duration.ofSeconds(19),
        Duration.ofMinutes(6)
    };
    private static final Bytes SMALL = Bytes.utf8("x");
    private static final Bytes LARGE = Bytes.wrap(new byte[Message.MAX_CONTENT]);

    /** The errors that a machine's clock may have. */
    private static final Duration[] CLOCK_ERRORS = {
        Duration.ZERO,
        Duration.ofHours(-1),
        Duration.ofDays(40),
        Duration.ofDays(-40),
        Duration.between(Instant.parse("2026-08-01T00:00:00Z"), Instant.EPOCH)
    };

    private static final long DIAL_NANOS = 15 * SECOND;
    private static final long HOUR = 3600 * SECOND;

    private final long seed;

    /** Tells whether each run of a node finds its clock off by another time. */
    private final boolean areClocksWrong;

    /**
     * Tells whether the nodes' clocks stand still, as those do that are set to the same time at
     * each start.
     */
    private final boolean isTimeStanding;

    /**
     * Tells whether the handlers are mostly stuck, and messages large, so that the windows fill.
     */
    private boolean areHandlersStuck;

    private final Tally tally;
    private final @Nullable List<String> trace;
    private final Ledger ledger = new Ledger();
    private final PeerId[] ids = {TestPeers.id(1), TestPeers.id(2)};
    private final @Nullable SimulatedNode[] nodes = {null, null};
    private final Disk[] disks = {new Disk(), new Disk()};
    private final Disk[] backups = {new Disk(), new Disk()};
    private final List<SimulatedLink> links = new ArrayList<>();
    private final SimulatedSignals signals = new SimulatedSignals(new Scene());

    /** The time at which the clock begins: it soon overflows, as the real one may. */
    static final long START = Long.MAX_VALUE - 30 * SECOND;

    private long now = START;
    private boolean wasDiskFull;
    private int lastLink;
    private int lastRun;
    private int argument;

    private Simulation(long seed, Tally tally, @Nullable List<String> trace) {
        this.seed = seed;
        this.isTimeStanding = seed % 4 == 0;
        this.areClocksWrong = seed % 2 == 1;
        this.areHandlersStuck = seed % 8 == 1;
        this.tally = tally;
        this.trace = trace;
    }

    /**
     * Runs a script.
     *
     * @param trace takes a line for each event, if it is not null
     * @throws AssertionError if something went wrong that must not
     */
    static void run(Script script, Tally tally, @Nullable List<String> trace) {
        Simulation simulation = new Simulation(script.seed(), tally, trace);
        simulation.openJournals();
        simulation.start(0);
        simulation.start(1);
        for (Script.Step step : script.steps()) {
            simulation.argument = step.argument();
            simulation.perform(step.action(), step.side());
            simulation.requireBounds();
            tally.steps++;
        }
        simulation.heal();
        tally.runs++;
        tally.accepted += simulation.ledger.accepted();
        tally.shown += simulation.ledger.shown();
    }

    private void openJournals() {
        try {
            for (int side = 0; side < 2; side++) {
                disks[side].open(CURSOR);
                backups[side] = disks[side].copy();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- steps

    private void perform(Script.Action action, int side) {
        SimulatedNode node = nodes[side];
        switch (action) {
            case START -> start(side);
            case ADVANCE -> advance(PAUSES[choose(PAUSES.length)].toNanos() + choose(1000));
            case BACK_UP -> {
                say(side, "backs up");
                backups[side] = disks[side].copy();
            }
            case RESTORE -> {
                if (choose(8) == 0) {
                    restore(side);
                }
            }
            case RUN -> rest();
            case CUT -> cut();
            case SWALLOW -> swallow();
            case MOVE -> move(side);
            case SIGNAL -> {
                boolean keeps = choose(8) == 7;
                if (signals.isPassing()) {
                    signals.deliver(choose(64), keeps);
                }
            }
            case REGISTRY -> {
                signals.registry(choose(4) > 0);
                say(signals.isRegistryUp() ? "the registry is up" : "the registry is down");
            }
            default -> {
                if (node != null) {
                    perform(action, side, node);
                }
            }
        }
    }

    private void perform(Script.Action action, int side, SimulatedNode node) {
        switch (action) {
            case COMMIT -> {
                int count = 1 + choose(8);
                say(side, "commits " + Math.min(count, node.store().waiting()));
                node.store().commit(count);
            }
            case FILL_DISK -> {
                int count = Math.min(1 + choose(4), node.store().waiting());
                say(side, "can't commit " + count);
                tally.failures += count;
                wasDiskFull = true;
                node.store().fail(count);
            }
            case SUBMIT -> {
                Bytes content = areHandlersStuck || choose(4) == 3 ? LARGE : SMALL;
                boolean patient = choose(4) > 0;
                int count = choose(4) == 3 ? 2 + choose(12) : 1;
                for (int i = 0; i < count; i++) {
                    submit(side, node, content, patient);
                }
            }
            case WRITE -> pick(opened(side, end -> end.awake && !end.finished), this::write);
            case NOTICE -> {
                int count = 1 + choose(4);
                pick(
                        ends(side, SimulatedLink.End::hasIncoming),
                        end -> {
                            for (int i = 0; i < count && end.hasIncoming(); i++) {
                                notice(end);
                            }
                        });
            }
            case SETTLE_DIAL -> settleDial(side, node);
            case SETTLE_UPGRADE -> settleUpgrade(side, node);
            case FAIL_DIAL -> {
                if (node.isDialDue()) {
                    failDial(side, node);
                }
            }
            case HANDLE -> {
                if (!areHandlersStuck || choose(8) == 7) {
                    node.handle();
                }
            }
            case SHOW -> {
                for (int i = choose(4); i >= 0; i--) {
                    show(side, node);
                }
            }
            case LEAVE -> {
                boolean loses = choose(2) == 1;
                pick(opened(side, node::isLeaving), end -> leave(end, loses));
            }
            case CLOSE -> {
                boolean loses = choose(2) == 1;
                pick(opened(side, end -> !end.finished), end -> leave(end, loses));
            }
            case CONNECT -> say(side, node.connect() ? "wants a link" : "has a link");
            case APPEAR -> node.appeared();
            case CANCEL -> say(side, "cancels " + node.cancel(choose(64)));
            case REFUSE -> node.refuseNext(choose(4) == 0);
            case PASS_BY -> node.passByNext(choose(4) == 0);
            case CRASH -> {
                say(side, "crashes");
                crash(side, node, choose(4), choose(3));
            }
            default -> throw new IllegalStateException();
        }
    }

    /** Takes a choice from the step's argument. */
    private int choose(int bound) {
        int chosen = argument % bound;
        argument /= bound;
        return chosen;
    }

    private void submit(int side, SimulatedNode node, Bytes content, boolean patient) {
        String id = node.submit(content, patient);
        say(side, id == null ? "waits" : "submits " + id + ", " + content.size() + " bytes");
    }

    private void show(int side, SimulatedNode node) {
        String id = node.show();
        if (id != null) {
            say(side, "is shown " + id);
        }
    }

    private void start(int side) {
        if (nodes[side] == null) {
            say(side, "starts");
            nodes[side] =
                    new SimulatedNode(
                            side,
                            // a seed of its own for each run
                            (int) (seed * 31) + 1 + lastRun++,
                            ids[side],
                            ids[1 - side],
                            disks[side],
                            ledger,
                            () -> now,
                            wallClock(lastRun),
                            new Watcher(side));
        }
    }

    /** Learns what comes to one side. */
    private final class Watcher implements SimulatedNode.Watcher {
        private final int side;

        private Watcher(int side) {
            this.side = side;
        }

        @Override
        public void delivered(String id) {
            ledger.delivered(id, disks[1 - side].hasReceived(id));
        }

        @Override
        public void signalled(SimulatedLink.End end, Bytes content) {
            signals.received(side, end, content);
        }
    }

    private final class Scene implements SimulatedSignals.Scene {
        @Override
        public @Nullable SimulatedNode node(int side) {
            return nodes[side];
        }

        @Override
        public SimulatedLink link(SimulatedNode asking, SimulatedNode asked) {
            SimulatedLink link =
                    new SimulatedLink(++lastLink, LinkState.Route.DIRECT, asking, asked, now);
            links.add(link);
            tally.asked++;
            return link;
        }

        @Override
        public void say(int side, String what) {
            Simulation.this.say(side, what);
        }
    }

    /**
     * Returns a run's clock. Hours lie between the runs of a node, in which nothing else happens.
     */
    private InstantSource wallClock(int run) {
        Instant begin = Instant.parse("2026-08-01T00:00:00Z");
        if (isTimeStanding) {
            return () -> begin;
        }
        Duration error =
                CLOCK_ERRORS[
                        areClocksWrong
                                ? new SplittableRandom(seed + run).nextInt(CLOCK_ERRORS.length)
                                : 0];
        return () -> begin.plusSeconds(3600L * run).plus(error).plusNanos(now - START);
    }

    private void crash(int side, SimulatedNode node, int committed, int fate) {
        tally.crashes++;
        node.store().crash(committed);
        nodes[side] = null;
        for (SimulatedLink link : links) {
            for (SimulatedLink.End end : link.ends()) {
                if (end.node() == node && !end.isClosed()) {
                    switch (fate) {
                        case 0 -> {}
                        case 1 -> link.cut(0, 0);
                        default -> link.swallow();
                    }
                    end.close(false);
                }
            }
        }
        links.removeIf(SimulatedLink::isGone);
    }

    /** Sets a node's disk back. None of its earlier frames is on its way any more. */
    private void restore(int side) {
        say(side, "is set back to its backup");
        tally.restores++;
        SimulatedNode node = nodes[side];
        if (node != null) {
            crash(side, node, 0, 1 + choose(2));
        }
        for (SimulatedLink link : links) {
            link.ends().stream()
                    .filter(end -> !end.isClosed() && end.chat != null)
                    .findAny()
                    .ifPresent(_ -> link.swallow());
        }
        ledger.setBack(side, disks[side]);
        disks[side] = backups[side].copy();
    }

    private void cut() {
        if (!links.isEmpty()) {
            SimulatedLink link = links.get(choose(links.size()));
            say(link + " is cut");
            tally.cuts++;
            link.cut(choose(4), choose(4));
        }
    }

    private void swallow() {
        if (!links.isEmpty()) {
            SimulatedLink link = links.get(choose(links.size()));
            say(link + " swallows everything");
            tally.cuts++;
            link.swallow();
        }
    }

    private void settleDial(int side, SimulatedNode node) {
        SimulatedNode other = nodes[1 - side];
        if (!node.isDialDue()) {
            return;
        }
        if (other == null) {
            failDial(side, node);
        } else {
            int way = choose(4);
            if (way == 3) {
                signals.ask(side, node, false, now);
                return;
            }
            boolean isDirect = way != 1 && signals.isOpen(1 - side);
            SimulatedLink link =
                    node.dial(
                            ++lastLink,
                            isDirect ? LinkState.Route.DIRECT : LinkState.Route.RELAYED,
                            other);
            say(side, "dials " + link);
            links.add(link);
        }
    }

    private void settleUpgrade(int side, SimulatedNode node) {
        SimulatedNode other = nodes[1 - side];
        if (!node.isUpgradeDue()) {
            return;
        }
        if (other == null) {
            say(side, "finds no direct way");
            node.upgradeSettled();
        } else if (!signals.isOpen(1 - side)) {
            signals.ask(side, node, true, now);
        } else {
            SimulatedLink link = node.dialDirect(++lastLink, other);
            say(side, "dials " + link + " in place of a relayed one");
            links.add(link);
            tally.upgrades++;
        }
    }

    /**
     * Moves a node to another network, behind another router. Its links may be dead then, unless
     * they go over a relay.
     */
    private void move(int side) {
        say(side, "moves");
        signals.router(
                side,
                SimulatedSignals.Router.values()[choose(SimulatedSignals.Router.values().length)]);
        if (choose(2) == 0) {
            links.stream()
                    .filter(link -> link.route() == LinkState.Route.DIRECT)
                    .forEach(SimulatedLink::swallow);
        }
        SimulatedNode node = nodes[side];
        if (node != null) {
            node.networkChanged();
        }
    }

    private void failDial(int side, SimulatedNode node) {
        say(side, "dials in vain");
        node.dialSettled(new IOException("unreachable"));
    }

    private boolean write(SimulatedLink.End end) {
        boolean wrote = end.node().write(end);
        if (wrote) {
            say(side(end), "writes on " + end.link());
        }
        return wrote;
    }

    private void notice(SimulatedLink.End end) {
        SimulatedLink.Event event = end.take();
        say(side(end), "notices on " + end.link() + ": " + event);
        if (isAsked(end) && !(event instanceof SimulatedLink.Event.Opens && signals.takes(end))) {
            say(side(end), "has no use for " + end.link());
            end.close(false);
        } else {
            end.node().notice(end, event);
        }
    }

    /** Tells whether the other side has opened the link for this one, which has not taken it. */
    private static boolean isAsked(SimulatedLink.End end) {
        return end.isDialler() && end.link().appeal > 0 && end.chat == null;
    }

    private void leave(SimulatedLink.End end, boolean loses) {
        say(side(end), "closes " + end.link());
        end.node().finish(end, true, loses);
    }

    private <T> void pick(List<T> candidates, java.util.function.Consumer<T> action) {
        if (!candidates.isEmpty()) {
            action.accept(candidates.get(choose(candidates.size())));
        }
    }

    private List<SimulatedLink.End> ends(int side, Predicate<SimulatedLink.End> which) {
        links.removeIf(SimulatedLink::isGone);
        SimulatedNode node = nodes[side];
        return links.stream()
                .flatMap(link -> link.ends().stream())
                .filter(end -> end.node() == node && which.test(end))
                .toList();
    }

    private List<SimulatedLink.End> opened(int side, Predicate<SimulatedLink.End> which) {
        return ends(side, end -> end.chat != null && which.test(end));
    }

    // ---- time

    private void advance(long nanos) {
        long left = nanos;
        while (left > 0) {
            long step = Math.min(left, nanosUntilDue());
            now += step;
            left -= step;
            runDue();
        }
    }

    private long nanosUntilDue() {
        long next = signals.nanosUntilDue(now);
        for (SimulatedNode node : nodes) {
            if (node != null) {
                next = Math.min(next, node.timer().nanosUntilDue());
                for (SimulatedLink.End end : node.links()) {
                    long left = node.nanosUntilLeft(end);
                    // work that is due waits for the step that does it
                    next = left > 0 ? Math.min(next, left) : next;
                }
            }
        }
        for (SimulatedLink link : links) {
            SimulatedLink.End dialler = link.ends().getFirst();
            if (isUnopened(dialler)) {
                next = Math.min(next, Math.max(1, DIAL_NANOS - (now - dialler.since())));
            }
        }
        return next;
    }

    private void runDue() {
        for (int side = 0; side < 2; side++) {
            SimulatedNode node = nodes[side];
            if (node != null) {
                try {
                    node.timer().runDue();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        signals.runDue(now);
        for (SimulatedLink link : List.copyOf(links)) {
            SimulatedLink.End dialler = link.ends().getFirst();
            if (isUnopened(dialler) && now - dialler.since() >= DIAL_NANOS) {
                say(side(dialler), "gives up to dial " + link);
                dialler.close(false);
                if (link.appeal == 0) {
                    dialler.node().settled(dialler.isUpgrade, new IOException("timed out"));
                }
            }
        }
    }

    private static boolean isUnopened(SimulatedLink.End dialler) {
        return dialler.chat == null && !dialler.isClosed();
    }

    // ---- rules that hold

    private void requireBounds() {
        for (SimulatedNode node : nodes) {
            if (node != null && node.links().size() > SessionLinks.MAX + 1) {
                throw new AssertionError("too many links");
            }
            if (node != null && node.store().hasRefused() && !wasDiskFull) {
                throw new AssertionError("the store was asked for what contradicts it");
            }
        }
    }

    /** Lets everything run that needs no time to pass. */
    private void rest() {
        int rounds = 0;
        while (runOnce()) {
            if (++rounds > 10_000) {
                throw new AssertionError("it does not come to rest");
            }
        }
    }

    /** Lets both sides make one move before either makes the next one. */
    private boolean runOnce() {
        return both(this::dialIfDue)
                | both(this::upgradeIfDue)
                | passSignals()
                | both(this::noticeAll)
                | both(this::leaveAll)
                | both(this::writeAll)
                | both(this::commitAll)
                | (!areHandlersStuck && both(this::showAll));
    }

    /** A move of one side. Returns whether there was something to do. */
    private interface Move {
        boolean make(int side, SimulatedNode node);
    }

    private boolean both(Move move) {
        boolean moved = false;
        for (int side = 0; side < 2; side++) {
            SimulatedNode node = nodes[side];
            moved |= node != null && move.make(side, node);
        }
        return moved;
    }

    private boolean dialIfDue(int side, SimulatedNode node) {
        boolean due = node.isDialDue();
        settleDial(side, node);
        return due;
    }

    private boolean upgradeIfDue(int side, SimulatedNode node) {
        boolean due = node.isUpgradeDue();
        settleUpgrade(side, node);
        return due;
    }

    private boolean passSignals() {
        boolean passes = signals.isPassing();
        while (signals.isPassing()) {
            signals.deliver(0, false);
        }
        return passes;
    }

    private boolean noticeAll(int side, SimulatedNode node) {
        List<SimulatedLink.End> ends = ends(side, SimulatedLink.End::hasIncoming);
        for (SimulatedLink.End end : ends) {
            while (end.hasIncoming()) {
                notice(end);
            }
        }
        return !ends.isEmpty();
    }

    private boolean leaveAll(int side, SimulatedNode node) {
        List<SimulatedLink.End> leaving = opened(side, node::isLeaving);
        leaving.forEach(end -> leave(end, false));
        return !leaving.isEmpty();
    }

    private boolean writeAll(int side, SimulatedNode node) {
        boolean wrote = false;
        for (SimulatedLink.End end : opened(side, _ -> true)) {
            wrote |= write(end);
        }
        return wrote;
    }

    private boolean commitAll(int side, SimulatedNode node) {
        int waiting = node.store().waiting();
        node.store().commit(waiting);
        return waiting > 0;
    }

    private boolean showAll(int side, SimulatedNode node) {
        boolean moved = node.handle();
        for (String id = node.show(); id != null; id = node.show()) {
            say(side, "is shown " + id);
            moved = true;
        }
        return moved;
    }

    private void heal() {
        say("the network is whole");
        areHandlersStuck = false;
        argument = 0; // a relay is there
        SplittableRandom random = new SplittableRandom(seed);
        signals.registry(random.nextInt(4) > 0);
        for (int side = 0; side < 2; side++) {
            signals.router(
                    side,
                    SimulatedSignals.Router.values()[
                            random.nextInt(SimulatedSignals.Router.values().length)]);
        }
        for (int side = 0; side < 2; side++) {
            start(side);
            SimulatedNode node = nodes[side];
            if (node != null) {
                node.refuseNext(false);
                node.passByNext(false);
            }
        }
        runUntilDone();
        submitBoth();
        runUntilDone();
        node(0).networkChanged();
        node(1).networkChanged();
        pass(60 * SECOND);
        requireOneLink();
        requireDirectLink();
        requireNoDelay();
        closeAll();
        // both at the same moment
        node(0).connect();
        node(1).connect();
        rest();
        requireOneLink();
        requireNoDelay();
        pass(20 * SECOND);
        requireOneLink();
        ledger.requireNoneLost();
        for (int side = 0; side < 2; side++) {
            ledger.requireJournal(side, journal(side));
        }
    }

    private List<JournalStore.Row> journal(int side) {
        try {
            return disks[side].journal(CURSOR);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void submitBoth() {
        for (int side = 0; side < 2; side++) {
            submit(side, node(side), SMALL, false);
        }
    }

    private void requireNoDelay() {
        submitBoth();
        rest();
        if (!node(0).isDone() || !node(1).isDone()) {
            throw new AssertionError("messages wait though there is a link");
        }
    }

    private void closeAll() {
        for (int side = 0; side < 2; side++) {
            opened(side, end -> !end.finished).forEach(end -> leave(end, false));
        }
        rest();
    }

    private void pass(long nanos) {
        long end = now + nanos;
        while (end - now > 0) {
            advance(Math.max(1, Math.min(end - now, nanosUntilDue())));
            rest();
        }
    }

    private void runUntilDone() {
        long end = now + HOUR;
        rest();
        while (!node(0).isDone() || !node(1).isDone()) {
            long next = nanosUntilDue();
            if (next > end - now) {
                throw new AssertionError(
                        next == Long.MAX_VALUE
                                ? "messages wait, and nothing is due"
                                : "messages still wait after an hour");
            }
            advance(Math.max(1, next));
            rest();
        }
    }

    private void requireOneLink() {
        for (int side = 0; side < 2; side++) {
            List<SimulatedLink.End> ends = node(side).links();
            if (ends.size() != 1
                    || !SimulatedNode.state(ends.getFirst()).isReady()
                    || SimulatedNode.state(ends.getFirst()).hasEnded()
                    || ends.getFirst().link() != node(0).links().getFirst().link()) {
                throw new AssertionError(
                        name(side) + " has " + ends.stream().map(SimulatedLink.End::link).toList());
            }
        }
    }

    private void requireDirectLink() {
        SimulatedLink link = node(0).links().getFirst().link();
        if (signals.isDirectPossible() && link.route() != LinkState.Route.DIRECT) {
            throw new AssertionError("a direct way is there, and messages go over " + link);
        }
    }

    private SimulatedNode node(int side) {
        SimulatedNode node = nodes[side];
        if (node == null) {
            throw new IllegalStateException();
        }
        return node;
    }

    // ---- texts of the trace

    private int side(SimulatedLink.End end) {
        return end.node() == nodes[0] ? 0 : 1;
    }

    private static String name(int side) {
        return side == 0 ? "alice" : "bob";
    }

    private void say(int side, String what) {
        if (trace != null) {
            say(name(side) + " " + what);
        }
    }

    private void say(String what) {
        if (trace != null) {
            trace.add(what);
        }
    }
}
