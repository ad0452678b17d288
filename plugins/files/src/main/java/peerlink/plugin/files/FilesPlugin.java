package peerlink.plugin.files;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Protocol;

/**
 * Adds {@code /send}, {@code /receive}, {@code /refuse} and {@code /files}, and accepts links for
 * {@code files/1}.
 */
public final class FilesPlugin implements Plugin {
    static final Protocol PROTOCOL = new Protocol("files", 1);

    private final LongSupplier nanoClock;
    private final TransferLimits limits;
    private @Nullable Transfers transfers;

    /** Called by {@link java.util.ServiceLoader}. */
    public FilesPlugin() {
        this(System::nanoTime, TransferLimits.DEFAULT);
    }

    FilesPlugin(LongSupplier nanoClock, TransferLimits limits) {
        this.nanoClock = nanoClock;
        this.limits = limits;
    }

    @Override
    public void start(PluginContext context) {
        FileSettings settings = new FileSettings(context);
        Watchdog watchdog =
                new Watchdog(nanoClock, action -> context.fork("deadline passed", action));
        OfferRate rate = new OfferRate(limits.offersPerMinute(), nanoClock);
        Transfers all = new Transfers(context, settings, limits, watchdog, rate);
        transfers = all;
        context.fork("watchdog", watchdog);
        context.register(PROTOCOL, all);
        context.register(new SendFileCommand(context, all));
        context.register(new ReceiveCommand(all, settings::folder));
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
