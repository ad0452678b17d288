package peerlink.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypedTest {
    private static Typed typed(String line) {
        return new Typed(List.of(line.split(" ")));
    }

    @Test
    void anOptionGetsAnotherValueWhereverItStands() {
        assertEquals("peerlink id --pq x", typed("id").with("--pq", "x"));
        assertEquals("peerlink --pq x id", typed("--pq no id").with("--pq", "x"));
        assertEquals("peerlink id --pq x --json", typed("id --pq=no --json").with("--pq", "x"));
        assertEquals("peerlink id --pq x", typed("id --pq a --pq b").with("--pq", "x"));
        assertEquals("peerlink send bob --pq x -- hi", typed("send bob -- hi").with("--pq", "x"));
        assertEquals(
                "peerlink send --pq x bob -- --pq no",
                typed("send --pq no bob -- --pq no").with("--pq", "x"));
    }

    @Test
    void anOptionIsAddedOrLeftOut() {
        assertEquals("peerlink id --json", typed("id").with("--json"));
        assertEquals("peerlink send --json -- -", typed("send -- -").with("--json"));
        assertEquals("peerlink id", typed("--pq no id --pq=no").without("--pq"));
        assertEquals("peerlink id x", typed("id --json x").without("--json", false).again());
    }

    @Test
    void aWordIsReplacedButNotTheValueOfAnOption() {
        assertEquals(
                "peerlink --profile x y bob",
                typed("--profile x x bob").replaced("x", "y").again());
        assertEquals(
                "peerlink --profile=x y bob",
                typed("--profile=x x bob").replaced("x", "y").again());
        assertEquals(
                "peerlink contacts --json y",
                typed("contacts --json x").replaced("x", "y").again());
        assertEquals("peerlink a x", typed("x").before("x", "a").again());
        assertEquals("peerlink --help", typed("a").replaced("x", "y").again());
    }

    @Test
    void aLineThatIsLongOrHasControlsBecomesTheHelp() {
        assertEquals("peerlink --help", typed("send " + "x".repeat(300)).again());
        assertEquals("peerlink --help", new Typed(List.of("send", "a\u001bb")).again());
        assertEquals("peerlink send 'a b'", new Typed(List.of("send", "a b")).again());
    }
}
