package peerlink.registry.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark still runs in short, and nothing gets lost in it. */
class StoreLoadTest {
    @Test
    void aFullStoreIsRenewedSweptAndStartedAgain(@TempDir Path folder) throws Exception {
        var out = new ByteArrayOutputStream();
        StoreLoad.run(folder, 2_000, 0.05, new PrintStream(out, true, StandardCharsets.UTF_8));
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("started again with 2,000 leases"), told);
        assertTrue(told.contains("1,000 leases of 2,000 ran out at once"), told);
    }
}
