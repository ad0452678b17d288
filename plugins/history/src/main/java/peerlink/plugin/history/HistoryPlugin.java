package peerlink.plugin.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Progress;
import peerlink.plugin.history.store.HistoryStore;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.store.TakeOver;
import peerlink.plugin.history.text.TypedWords;

/**
 * Keeps all text messages in the plugin's data directory, adds {@code /history}, and lets other
 * plugins find messages.
 */
public final class HistoryPlugin implements Plugin {
    /** The size from which on it takes long enough to be shown: some seconds. */
    private static final long LONG = 16L << 20;

    private final InstantSource clock;
    private final Supplier<ZoneId> zone;
    private @Nullable HistoryStore store;

    /** Called by {@link java.util.ServiceLoader}. */
    public HistoryPlugin() {
        // asked each time: a machine that travels is set to another
        this(InstantSource.system(), ZoneId::systemDefault);
    }

    HistoryPlugin(InstantSource clock, Supplier<ZoneId> zone) {
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public void start(PluginContext context) throws Exception {
        HistorySettings settings = new HistorySettings(context);
        HistoryStore opened = new HistoryStore(context.dataDirectory(), clock, context::show);
        store = opened;
        TakeOver takeOver = new TakeOver(opened, context.dataDirectory());
        Recording recording =
                new Recording(context, settings, new Recorder(opened, settings, context::show));
        recording.start();
        context.watchSettings(_ -> recording.follow());
        context.provide(new SearchedHistory(opened, recording));
        context.register(
                new HistoryCommand(opened, takeOver, recording, context.messenger(), clock, zone));
        context.fork(
                "background",
                () ->
                        inBackground(
                                () -> {
                                    opened.open();
                                    takeOver(context, takeOver);
                                    opened.finishForgetting();
                                    dropOld(opened, settings);
                                }));
        context.every(
                "retention",
                Duration.ofDays(1),
                () -> inBackground(() -> dropOld(opened, settings)));
    }

    /** Work of a forked task. */
    private interface Background {
        void run() throws IOException, InterruptedException;
    }

    private static void inBackground(Background work) {
        try {
            work.run();
        } catch (InterruptedException | ClosedByInterruptException e) {
            // the plugin ends; the next start goes on
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void takeOver(PluginContext context, TakeOver takeOver)
            throws IOException, InterruptedException {
        long size = takeOver.size();
        try {
            if (size < LONG) {
                takeOver.run(_ -> {});
            } else {
                try (Progress progress = context.progress("taking over the old history", size)) {
                    takeOver.run(progress::advance);
                }
            }
            takeOver.unreadable()
                    .ifPresent(
                            left ->
                                    context.show(
                                            "%s of the old history could not be read: kept in %s"
                                                    .formatted(
                                                            left.lines() == 1
                                                                    ? "1 line"
                                                                    : left.lines() + " lines",
                                                            left.file())));
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // messages are kept all the same
            context.show(
                    "the old history could not be taken over, which the next start tries again: "
                            + Printable.reason(e));
        }
    }

    private void dropOld(HistoryStore opened, HistorySettings settings)
            throws IOException, InterruptedException {
        Optional<Instant> oldest = settings.keep().map(clock.instant()::minus);
        if (oldest.isEmpty()) {
            return;
        }
        Selection old =
                new Selection(TypedWords.of(List.of()), Optional.empty(), Optional.empty(), oldest);
        if (opened.count(old) > 0) {
            opened.forget(old);
        }
        for (Path aside : opened.putAside()) {
            if (Files.getLastModifiedTime(aside).toInstant().isBefore(oldest.get())) {
                Files.deleteIfExists(aside);
            }
        }
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
        }
    }
}
