package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

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
    void anAtSignAndMsgAddressOnePeer() {
        ReplLine expected = new ReplLine.Direct("bob", "it's  \"me\"");
        assertEquals(expected, ReplLine.parse("@bob it's  \"me\""));
        assertEquals(expected, ReplLine.parse("/msg bob it's  \"me\""));
        assertEquals(new ReplLine.Direct("", ""), ReplLine.parse("/msg"));
    }

    @Test
    void anAtSignByItselfIsText() {
        assertEquals(new ReplLine.Text("@ home"), ReplLine.parse("@ home"));
    }

    @Property
    void noCommandEverBecomesAText(@ForAll String rest) {
        if (!rest.startsWith("/")) {
            ReplLine line = ReplLine.parse("/" + rest);
            if (!(line instanceof ReplLine.Direct)) {
                assertInstanceOf(ReplLine.Call.class, line);
            }
        }
    }
}
