package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeOptionsTest {
    @Test
    void anAdvisedCommandMeansTheSameProfileAndHomeAndAsksTheSameRegistries() {
        NodeOptions given = new NodeOptions();
        assertEquals("peerlink peers", given.callOnline("peers"));
        given.profile = "alice";
        given.home = Path.of("/tmp/it's here");
        given.registries = List.of("192.0.2.1:7777", "192.0.2.2:7777");
        assertEquals("peerlink id --profile alice --home '/tmp/it'\\''s here'", given.call("id"));
        assertEquals(
                given.call("peers") + " --registry 192.0.2.1:7777 --registry 192.0.2.2:7777",
                given.callOnline("peers"));
    }
}
