package peerlink.core;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends MessageStoreContractTest {
    @TempDir private Path directory;

    @Override
    MessageStore open() throws Exception {
        return SqliteStore.open(directory);
    }
}
