package peerlink.registry;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Closes all that a test has opened, the last first. */
final class Opened implements AfterEachCallback {
    private final List<AutoCloseable> all = new ArrayList<>();

    <C extends AutoCloseable> C add(C closeable) {
        all.add(closeable);
        return closeable;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable closeable : all.reversed()) {
            closeable.close();
        }
    }
}
