package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplLineTest {
    @Test
    void aPlainLineIsATextAsItIs() {
        assertEquals(
                new ReplLine.Text(" C:\\temp  it's !! "), ReplLine.parse(" C:\\temp  it's !! "));
    }

    @Test
    void blanksAloneAreNothing() {
        for (String unseen : List.of("", "  \t", "\u00a0", "\u200b", "\u3164")) {
            assertEquals(new ReplLine.Nothing(), ReplLine.parse(unseen));
        }
    }

    @Test
    void twoSlashesAreOneLiterally() {
        assertEquals(new ReplLine.Text("/etc/hosts"), ReplLine.parse("//etc/hosts"));
    }

    @Test
    void aSlashBeginsACommand() {
        assertEquals(new ReplLine.Call("send", "bob \"a b\""), ReplLine.parse("/send bob \"a b\""));
        assertEquals(new ReplLine.Call("quit", ""), ReplLine.parse("/quit"));
        assertEquals(new ReplLine.Call("", ""), ReplLine.parse("/"));
    }

    @Test
    void anAtSignAddressesOnePeer() {
        assertEquals(
                new ReplLine.Direct("bob", "it's  \"me\""), ReplLine.parse("@bob it's  \"me\""));
        assertEquals(new ReplLine.Direct("bob", ""), ReplLine.parse("@bob"));
        assertEquals(new ReplLine.Direct("bob", ""), ReplLine.parse("@bob   \t"));
        assertEquals(new ReplLine.Direct("", ""), ReplLine.Direct.of(" "));
    }

    /** One blank ends the name; the rest is the message's text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "    indented ",
                "\tone\ttab",
                "\n  def f():\n    return",
                "'",
                "\\",
                "@x",
                "/x"
            })
    void theTextForOnePeerIsAsTyped(String text) {
        for (String blank : List.of(" ", "\t", "\n", "\u00a0")) {
            ReplLine expected = new ReplLine.Direct("bob", text);
            assertEquals(expected, ReplLine.parse("@bob" + blank + text));
            assertEquals(expected, ReplLine.Direct.of("bob" + blank + text));
            assertEquals(new ReplLine.Call("say", text), ReplLine.parse("/say" + blank + text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "   ", "\t", "\n", "\u00a0", "\u3000", "\ufeff", "\u200b "})
    void blanksBeforeACommandOrAnAtSignCountForNothing(String blanks) {
        assertEquals(new ReplLine.Call("verify", "bob"), ReplLine.parse(blanks + "/verify bob"));
        assertEquals(new ReplLine.Direct("bob", "hi"), ReplLine.parse(blanks + "@bob hi"));
        assertEquals(
                new ReplLine.Text(blanks + "/verify bob"), ReplLine.parse(blanks + "//verify bob"));
        assertEquals(new ReplLine.Text(blanks + "@bob hi"), ReplLine.parse(blanks + "@@bob hi"));
        assertEquals(new ReplLine.Text(blanks + "hello"), ReplLine.parse(blanks + "hello"));
        assertEquals(new ReplLine.Nothing(), ReplLine.parse(blanks));
    }

    @Test
    void anAtSignByItselfIsText() {
        assertEquals(new ReplLine.Text("@ home"), ReplLine.parse("@ home"));
        assertEquals(new ReplLine.Text("@"), ReplLine.parse("@"));
    }

    @Property
    void noCommandEverBecomesAText(@ForAll String rest) {
        if (!rest.startsWith("/")) {
            assertInstanceOf(ReplLine.Call.class, ReplLine.parse("/" + rest));
            assertInstanceOf(ReplLine.Call.class, ReplLine.parse(" \t/" + rest));
        }
    }
}
