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
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StrayOutputTest {
    @Test
    void whatIsPrintedReachesNoStreamOfTheProcessAndItsInputStaysOpen() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        AtomicBoolean closed = new AtomicBoolean();
        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger("peerlink.stray");
        Handler log =
                new Handler() {
                    @Override
                    public void publish(LogRecord entry) {
                        logged.add(entry.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
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
            logger.setUseParentHandlers(false);
            logger.addHandler(log);
            StrayOutput.divert();
            System.out.println("\u001b[2J");
            System.err.println("x".repeat(100_000));
            for (int i = 0; i < 10_000; i++) {
                System.out.println("flood");
            }
            System.in.close();
        } finally {
            logger.removeHandler(log);
            logger.setUseParentHandlers(true);
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
        assertEquals(0, written.size());
        assertFalse(closed.get());
        // those of the other stream, which has its own thousand, too
        assertEquals(1002, logged.size());
        assertTrue(logged.getLast().contains("more of this minute are left out"));
    }

    @Test
    void aThreadNamesThePluginWhoseLogGetsIt() {
        assertEquals("peerlink.plugin.bot", StrayOutput.logger("peerlink plugin-bot task poll"));
        assertEquals("peerlink.stray", StrayOutput.logger("main"));
    }
}
