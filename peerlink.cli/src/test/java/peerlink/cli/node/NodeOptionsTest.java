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

    @Test
    void aChatThatIsStartedAgainKeepsWhatTheAdviceDoesNotReplace() {
        NodeOptions given = new NodeOptions();
        given.name = "bob";
        given.direct = "false";
        given.announced = List.of("192.0.2.7:7001");
        given.listen = List.of("0.0.0.0:0");
        String options = " --name bob%s --direct false";
        assertEquals(
                "peerlink --listen 0.0.0.0:7001" + options.formatted(" --announce 192.0.2.7:7001"),
                given.callAgain("--listen 0.0.0.0:7001"));
        assertEquals(
                "peerlink --listen 0.0.0.0:7001 --announce 192.0.2.8:7001" + options.formatted(""),
                given.callAgain("--listen 0.0.0.0:7001 --announce 192.0.2.8:7001"));
    }
}
