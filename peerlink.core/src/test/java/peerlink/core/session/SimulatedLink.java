package peerlink.core.session;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.exchange.LinkState;
import peerlink.core.exchange.SendQueue;

/**
 * A link between two simulated nodes, or the attempt to open one. Frames arrive in order, each way
 * on its own.
 */
final class SimulatedLink {
    /** The next event for one end. */
    sealed interface Event {
        /** The link is open. */
        record Opens() implements Event {}

        /** A frame has come in. */
        record Arrives(ChatFrame frame) implements Event {}

        /** No frame comes any more. */
        record Ends(boolean inOrder) implements Event {}
    }

    /** One end, with its node's state of it. */
    static final class End {
        private final SimulatedLink link;
        private final SimulatedNode node;
        private final long since;
        private final ArrayDeque<Event> incoming = new ArrayDeque<>(List.of(new Event.Opens()));
        private final TreeMap<Long, Integer> unacknowledged = new TreeMap<>();
        private boolean closed;

        /** Tells whether the dialler wants it in place of a relayed one. */
        boolean isUpgrade;

        /** The state in the exchange; null until this end has noticed that the link is open. */
        @Nullable MessageLink chat;

        /** Tells whether its writer is to look again. */
        boolean awake = true;

        /** Tells whether the exchange was told that it has ended. */
        boolean finished;

        /** Tells whether a refusal was written, after which no frame is. */
        boolean refused;

        long refusedAt;

        private End(SimulatedLink link, SimulatedNode node, long since) {
            this.link = link;
            this.node = node;
            this.since = since;
        }

        SimulatedLink link() {
            return link;
        }

        SimulatedNode node() {
            return node;
        }

        long since() {
            return since;
        }

        boolean isDialler() {
            return link.dialler == this;
        }

        boolean isClosed() {
            return closed;
        }

        boolean hasIncoming() {
            return !closed && !incoming.isEmpty();
        }

        Event take() {
            return incoming.remove();
        }

        private End other() {
            return link.dialler == this ? link.acceptor : link.dialler;
        }

        /** Notes that a message goes out, for which there must be room in the window. */
        void sent(long seq, int size) {
            long bytes = unacknowledged.values().stream().mapToLong(Integer::longValue).sum();
            if (unacknowledged.size() >= SendQueue.WINDOW || bytes >= SendQueue.WINDOW_BYTES) {
                throw new AssertionError("more was sent than the window allows");
            }
            unacknowledged.put(seq, size);
        }

        void forgetAllBut(Collection<Long> pending) {
            unacknowledged.keySet().retainAll(Set.copyOf(pending));
        }

        void acknowledged(long seq) {
            unacknowledged.headMap(seq, true).clear();
        }

        /**
         * Sends frames, which may get lost. Returns whether the link is still there as far as this
         * end can see.
         */
        boolean send(List<ChatFrame> frames) {
            if (link.broken) {
                return false;
            }
            if (!link.swallows && !other().closed) {
                frames.forEach(frame -> other().incoming.add(new Event.Arrives(frame)));
            }
            return true;
        }

        /**
         * Closes the link.
         *
         * @param loses whether the frames on their way to the other side get lost, as they do if
         *     this end had not read all
         */
        void close(boolean loses) {
            if (closed) {
                return;
            }
            boolean hadUnread = !incoming.isEmpty();
            closed = true;
            incoming.clear();
            if (!link.swallows && !link.broken && !other().closed) {
                boolean inOrder = !(loses && hadUnread);
                if (!inOrder) {
                    other().keep(other().incoming.size() / 2);
                }
                other().incoming.add(new Event.Ends(inOrder));
            }
        }

        private void keep(int count) {
            while (incoming.size() > count) {
                incoming.removeLast();
            }
        }
    }

    private final int number;
    private final LinkState.Route route;
    private final End dialler;
    private final End acceptor;
    private boolean broken;
    private boolean swallows;

    /** The number of the appeal for which the acceptor has opened it; 0 if there is none. */
    long appeal;

    SimulatedLink(
            int number,
            LinkState.Route route,
            SimulatedNode dialler,
            SimulatedNode acceptor,
            long now) {
        this.number = number;
        this.route = route;
        this.dialler = new End(this, dialler, now);
        this.acceptor = new End(this, acceptor, now);
    }

    LinkState.Route route() {
        return route;
    }

    List<End> ends() {
        return List.of(dialler, acceptor);
    }

    boolean isGone() {
        return dialler.closed && acceptor.closed;
    }

    /** Breaks the link. Each side notices after it has had so many of the frames on their way. */
    void cut(int diallerHas, int acceptorHas) {
        if (!broken && !swallows) {
            broken = true;
            cut(dialler, diallerHas);
            cut(acceptor, acceptorHas);
        }
    }

    private static void cut(End end, int has) {
        if (!end.closed) {
            end.keep(Math.min(has, end.incoming.size()));
            end.incoming.add(new Event.Ends(false));
        }
    }

    /** Loses all frames on their way, now and later: only silence tells. */
    void swallow() {
        if (!broken) {
            swallows = true;
            dialler.incoming.clear();
            acceptor.incoming.clear();
        }
    }

    @Override
    public String toString() {
        return (route == LinkState.Route.RELAYED ? "relayed link " : "link ") + number;
    }
}
