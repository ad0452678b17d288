package peerlink.plugin.files;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Protocol;

/** Adds {@code /send}, {@code /receive}, {@code /refuse} and {@code /files}, and accepts links for {@code files/1}. */
public final class FilesPlugin implements Plugin {
    static final Protocol PROTOCOL = new Protocol("files", 1);

    private final InstantSource clock;
    private final Limits limits;
    private @Nullable Transfers transfers;

    /** For {@link java.util.ServiceLoader}. */
    public FilesPlugin() {
        this(InstantSource.system(), Limits.DEFAULT);
    }

    FilesPlugin(InstantSource clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    @Override
    public void start(PluginContext context) {
        Settings settings = Settings.of(context.settings(), context.dataDirectory());
        Watchdog watchdog = new Watchdog(clock);
        Transfers all = new Transfers(context, settings, limits, watchdog);
        transfers = all;
        context.fork("watchdog", watchdog);
        context.register(PROTOCOL, all);
        context.register(new SendCommand(all));
        context.register(new ReceiveCommand(all));
        context.register(new RefuseCommand(all));
        context.register(new FilesCommand(all));
    }

    @Override
    public void stop() {
        if (transfers != null) {
            transfers.all().forEach(Transfer::abandon);
        }
    }
}
