package peerlink.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.core.model.NodeEvent;

/** Keeps the things that one peer's user sees. Survives the peer's restarts. */
final class PeerScreen implements Consumer<NodeEvent> {
    private final Runnable onEvent;
    private final List<String> lines = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<Long, ShownProgress> tasks = new LinkedHashMap<>();
    private final Map<Long, String> status = new LinkedHashMap<>();
    private int failuresSeen;

    /**
     * @param onEvent called after each event
     */
    PeerScreen(Runnable onEvent) {
        this.onEvent = onEvent;
    }

    @Override
    public void accept(NodeEvent event) {
        note(event);
        onEvent.run();
    }

    private synchronized void note(NodeEvent event) {
        switch (event) {
            case NodeEvent.MessageArrived arrived -> {
                messages.add(arrived.message());
                if (!arrived.shown().isEmpty()) {
                    show(arrived.peer().name() + ": " + arrived.shown());
                }
            }
            case NodeEvent.MessageUnhandled(Message message, _) -> messages.add(message);
            case NodeEvent.Notice(_, String text, String kind, _, _) -> {
                if (!text.isEmpty()) {
                    notices.add(text);
                    show(text);
                }
                if (!kind.isEmpty()) {
                    events.add(kind);
                }
            }
            case NodeEvent.PluginFailed(String plugin, String reason) -> {
                failures.add(plugin + ": " + reason);
                show("plugin " + plugin + ": " + reason);
            }
            case NodeEvent.ProgressChanged progress ->
                    tasks.put(
                            progress.task(),
                            new ShownProgress(
                                    progress.title(),
                                    progress.done(),
                                    progress.total(),
                                    progress.unit(),
                                    progress.finished()));
            case NodeEvent.StatusChanged(_, long item, String text, boolean gone) -> {
                if (gone) {
                    status.remove(item);
                } else {
                    status.put(item, text);
                }
            }
            default -> {
                // peers, links and directories: they are the program's to show
            }
        }
        notifyAll();
    }

    synchronized void show(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<String> notices() {
        return List.copyOf(notices);
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    synchronized List<String> texts(Predicate<PeerId> author) {
        return messages.stream()
                .filter(Message::isText)
                .filter(message -> author.test(message.from()))
                .map(Message::text)
                .toList();
    }

    synchronized List<ShownProgress> tasks() {
        return List.copyOf(tasks.values());
    }

    synchronized List<String> status() {
        return List.copyOf(status.values());
    }

    synchronized List<String> failures() {
        failuresSeen = failures.size();
        return List.copyOf(failures);
    }

    /** Returns the failures that no test has asked for. */
    synchronized List<String> unseenFailures() {
        return List.copyOf(failures.subList(failuresSeen, failures.size()));
    }

    /** Waits for a line. */
    synchronized Optional<String> await(Predicate<String> wanted, long end)
            throws InterruptedException {
        while (true) {
            Optional<String> found = lines.stream().filter(wanted).findFirst();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (found.isPresent() || left <= 0) {
                return found;
            }
            wait(left);
        }
    }
}
