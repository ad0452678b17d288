package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Protocol;
import peerlink.plugin.files.basis.UserPath;
import peerlink.plugin.files.parts.PartStore;

/**
 * Adds {@code /send}, {@code /send-file}, {@code /receive}, {@code /refuse} and {@code /files}, and
 * accepts links for {@code files/1} and {@code files/2}.
 */
public final class FilesPlugin implements Plugin {
    /** Carries single files. */
    static final Protocol PROTOCOL = new Protocol("files", 1);

    /** Carries files and folders, and goes on where it was cut off. */
    static final Protocol TREES = new Protocol("files", 2);

    private static final Duration SWEEP = Duration.ofHours(6);

    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final TransferLimits limits;
    private final Set<Protocol> protocols;
    private final Path home;
    private @Nullable Transfers transfers;

    /** Called by {@link java.util.ServiceLoader}. */
    public FilesPlugin() {
        this(
                System::nanoTime,
                InstantSource.system(),
                TransferLimits.DEFAULT,
                Set.of(PROTOCOL, TREES),
                UserPath.of("~"));
    }

    /**
     * @param home the user's home
     */
    FilesPlugin(
            LongSupplier nanoClock,
            InstantSource clock,
            TransferLimits limits,
            Set<Protocol> protocols,
            Path home) {
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.limits = limits;
        this.protocols = protocols;
        this.home = home;
    }

    @Override
    public void start(PluginContext context) throws IOException {
        Path data = context.dataDirectory();
        FileSettings settings = new FileSettings(context, home);
        Watchdog watchdog =
                new Watchdog(nanoClock, action -> context.fork("deadline passed", action));
        OfferRate rate = new OfferRate(limits.offersPerMinute(), nanoClock);
        Transfers all =
                new Transfers(
                        context, settings, limits, watchdog, nanoClock, clock, protocols, rate);
        AcceptRules rules = AcceptRules.load(data.resolve("accept"), settings::acceptsAll);
        IncomingTrees incoming =
                new IncomingTrees(
                        all,
                        new PartStore(data.resolve("incoming").toAbsolutePath(), context.logger()),
                        rules);
        InputCopies inputs =
                new InputCopies(data.resolve("input").toAbsolutePath(), context.logger());
        OutgoingTrees outgoing =
                new OutgoingTrees(
                        all, new OutgoingQueue(data.resolve("outgoing").toAbsolutePath()), inputs);
        transfers = all;
        context.fork("watchdog", watchdog);
        incoming.load();
        context.register(PROTOCOL, all);
        if (protocols.contains(TREES)) {
            context.register(TREES, incoming);
        }
        context.every("sweep", SWEEP, incoming::sweep);
        context.register(new SendFileCommand(context, outgoing, inputs, "send"));
        context.register(new SendFileCommand(context, outgoing, inputs, "send-file"));
        context.register(new ReceiveCommand(all, settings::folder));
        context.register(new RefuseCommand(all));
        context.register(new FilesCommand(all, rules));
        if (!context.messenger().self().addresses().isEmpty()) {
            // a node for one command alone leaves what waits to the next one that stays
            outgoing.load();
            context.watch(outgoing);
        }
    }

    @Override
    public void stop() {
        if (transfers != null) {
            transfers.all().forEach(Transfer::abandon);
        }
    }
}
