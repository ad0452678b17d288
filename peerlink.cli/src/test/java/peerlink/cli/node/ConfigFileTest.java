package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import peerlink.api.Printable;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.cli.program.CliException;

class ConfigFileTest {
    private static final String TABLES =
            """
            name = "alice"
            registry = ["192.0.2.1:7777", '192.0.2.2:7777']
            listen = "0.0.0.0:7001"
            pq = "required"
            other = 1979-05-27T07:32:00Z

            [plugins.files]
            folder = "/home/alice/Downloads"
            max = 0x5f
            ask = true
            """;
    private static final String KEYS = "registry = \"192.0.2.1:7777\"\nplugins.\"a b\".x = 1e5\n";

    private Path file;

    @BeforeProperty
    void makeFile() throws IOException {
        file = Files.createTempFile("config", ".toml");
    }

    @AfterProperty
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Property(tries = 1_000)
    void anyContentIsSettingsOrAnErrorThatCanBeShown(@ForAll("contents") byte[] content)
            throws IOException {
        Files.write(file, content);
        try {
            for (String warning : ConfigFile.read(file).warnings()) {
                assertEquals(Printable.line(warning), warning);
            }
        } catch (CliException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<byte[]> contents() {
        return HostileInput.bytes(Stream.of(TABLES, KEYS).map(String::getBytes).toList());
    }
}
