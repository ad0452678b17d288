package peerlink.plugin.files;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import peerlink.api.Console;
import peerlink.api.Registration;

/** Tells a shell's call of the progress of its transfer, once a second. */
final class ShellProgress implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Registration ticking;

    private ShellProgress(Registration ticking) {
        this.ticking = ticking;
    }

    static ShellProgress of(IncomingTree tree, Console console) {
        return of(tree.context(), tree, tree::progressText, tree::partDone, console);
    }

    static ShellProgress of(OutgoingTree tree, Console console) {
        return of(tree.context(), tree, tree::progressText, tree::partDone, console);
    }

    private static ShellProgress of(
            TransferContext context,
            Transfer transfer,
            Supplier<String> text,
            DoubleSupplier part,
            Console console) {
        return new ShellProgress(
                context.plugin()
                        .every(
                                "progress " + transfer.number(),
                                PERIOD,
                                () -> {
                                    Map<String, Object> fields = new LinkedHashMap<>();
                                    fields.put("event", "progress");
                                    fields.putAll(transfer.fields());
                                    console.progress(
                                            fields.get("file") + "  " + text.get(),
                                            part.getAsDouble(),
                                            fields);
                                }));
    }

    @Override
    public void close() {
        ticking.close();
    }
}
