package peerlink.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import peerlink.api.Printable;
import peerlink.api.StatusItem;
import peerlink.core.model.NodeEvent;

/** Tells the changes of a plugin's text that stays on the screen. */
final class StatusText implements StatusItem {
    private static final AtomicLong LAST = new AtomicLong();

    private final String plugin;
    private final long item = LAST.incrementAndGet();
    private final Consumer<NodeEvent> events;
    private String shown = "";
    private boolean closed;

    /**
     * @param events takes events without waiting
     */
    StatusText(String plugin, String text, Consumer<NodeEvent> events) {
        this.plugin = plugin;
        this.events = events;
        show(text);
    }

    @Override
    public synchronized void show(String text) {
        String line = Printable.line(text);
        String fitting = line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT - 1) + "…";
        if (!closed && !fitting.equals(shown)) {
            shown = fitting;
            events.accept(new NodeEvent.StatusChanged(plugin, item, fitting, false));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            events.accept(new NodeEvent.StatusChanged(plugin, item, "", true));
        }
    }
}
