package peerlink.plugin.history;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;

/**
 * Writes all text messages to {@value #FILE} in the data directory, adds {@code /history}, and lets
 * other plugins find messages.
 */
public final class HistoryPlugin implements Plugin {
    static final String FILE = "messages.tsv";

    private final InstantSource clock;
    private final Supplier<ZoneId> zone;
    private @Nullable HistoryFile file;

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
        HistoryFile opened = HistoryFile.open(context.dataDirectory().resolve(FILE));
        file = opened;
        context.register(new Recorder(opened, clock));
        context.register(new HistoryCommand(opened, context.messenger(), zone));
        context.provide(new SearchedHistory(opened));
    }

    @Override
    public void stop() throws Exception {
        if (file != null) {
            file.close();
        }
    }
}
