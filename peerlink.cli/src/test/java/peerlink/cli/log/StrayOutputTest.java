package peerlink.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StrayOutputTest {
    @Test
    void whatIsPrintedReachesNoStreamOfTheProcessAndItsInputStaysOpen() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        AtomicBoolean closed = new AtomicBoolean();
        try {
            System.setOut(new PrintStream(written, true));
            System.setErr(System.out);
            System.setIn(
                    new InputStream() {
                        @Override
                        public int read() {
                            return -1;
                        }

                        @Override
                        public void close() throws IOException {
                            closed.set(true);
                        }
                    });
            StrayOutput.divert();
            System.out.println("\u001b[2J");
            System.err.println("x".repeat(100_000));
            System.in.close();
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
        assertEquals(0, written.size());
        assertFalse(closed.get());
    }

    @Test
    void ofAFloodTheLogKeepsAThousandLinesAndSaysSo() {
        List<String> logged = new ArrayList<>();
        PrintStream stray =
                new PrintStream(new StrayOutput((_, _, text) -> logged.add(text)), true);
        for (int i = 0; i < 10_000; i++) {
            stray.println("flood");
        }
        assertEquals(1001, logged.size());
        assertEquals("printed: flood", logged.getFirst());
        assertTrue(logged.getLast().contains("more of this minute are left out"));
    }

    @Test
    void aThreadNamesThePluginWhoseLogGetsIt() {
        assertEquals("peerlink.plugin.bot", StrayOutput.logger("peerlink plugin-bot task poll"));
        assertEquals("peerlink.stray", StrayOutput.logger("main"));
    }
}
