package peerlink.core.plugin;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.ProtocolViolationException;

/**
 * Holds the open links of one plugin, and what else must be closed with it. Safe for use by several
 * threads.
 */
final class HeldLinks {
    private final PluginLife life;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

    HeldLinks(PluginLife life) {
        this.life = life;
    }

    /**
     * Returns a link that ends with the plugin.
     *
     * @throws IOException if the plugin has ended; the link is closed
     */
    Link hold(Link link) throws IOException {
        HeldLink held = new HeldLink(link);
        hold((AutoCloseable) held);
        return held;
    }

    /**
     * Closes one more thing with the plugin, unless it is let go before.
     *
     * @throws IOException if the plugin has ended; the thing is closed
     */
    <C extends AutoCloseable> C hold(C one) throws IOException {
        keep(one);
        if (life.hasEnded()) {
            throw new IOException(life.stopped().getMessage());
        }
        return one;
    }

    /** Does the same, and closes it silently if the plugin has ended. */
    void keep(AutoCloseable one) {
        open.add(one);
        // asked after it was added: an end meanwhile is either seen here or sees it
        if (life.hasEnded()) {
            open.remove(one);
            close(one);
        }
    }

    void letGo(AutoCloseable one) {
        open.remove(one);
    }

    /** Closes all that is held now. */
    void close() {
        for (AutoCloseable one : open) {
            open.remove(one);
            close(one);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            // a plugin's own link may throw anything, and the others are to be closed too
            System.getLogger(HeldLinks.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing what a plugin had opened", e);
        }
    }

    private final class HeldLink implements Link {
        private final Link link;

        HeldLink(Link link) {
            this.link = link;
        }

        @Override
        public LinkInfo info() {
            return link.info();
        }

        @Override
        public void send(List<Bytes> frames) throws IOException {
            linked(
                    () -> {
                        link.send(frames);
                        return frames;
                    });
        }

        @Override
        public Bytes receive() throws IOException {
            return linked(link::receive);
        }

        @Override
        public Bytes receive(int limit) throws IOException {
            return linked(() -> link.receive(limit));
        }

        @Override
        public boolean hasMore() {
            return link.hasMore();
        }

        @Override
        public void reportViolation(ProtocolViolationException violation) {
            link.reportViolation(violation);
        }

        @Override
        public Circuit detach() throws IOException {
            Circuit circuit = linked(link::detach);
            letGo(this);
            return hold(circuit);
        }

        @Override
        public void close() {
            letGo(this);
            link.close();
        }

        /** Makes a call, for a plugin or for a link that a plugin's transport has made. */
        private <T> T linked(PluginLife.Entry<T, IOException> call) throws IOException {
            if (life.hasEnded()) {
                throw new IOException(life.stopped().getMessage());
            }
            return life.during(call);
        }
    }
}
