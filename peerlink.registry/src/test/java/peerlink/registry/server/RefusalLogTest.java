package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import peerlink.registry.fixture.TestClock;
import peerlink.registry.protocol.Answer;

class RefusalLogTest {
    private final TestClock clock = new TestClock();
    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(clock, new Lines());

    private final class Lines implements System.Logger {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity();
        }

        @Override
        public void log(Level level, Object event) {
            lines.add(event.toString());
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            lines.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Object... parameters) {
            lines.add(text);
        }
    }

    private Answer.Failure declined(long connection, long request, String code) {
        var failure = new Answer.Failure(code, "no", OptionalLong.empty(), OptionalLong.empty());
        return log.declined(connection, request, failure, "192.0.2.1");
    }

    @Test
    void aRefusalHasTheIdOfItsRequestAndAnAddressOnlyIfItSmells() {
        assertEquals(1, log.nextConnection());
        assertEquals(2, log.nextConnection());
        assertEquals("2.7", declined(2, 7, "name-taken").request(), "what its client is told");
        declined(2, 8, "rate-limited");
        assertEquals(
                List.of(
                        "declined request=2.7 code=name-taken",
                        "declined request=2.8 code=rate-limited host=192.0.2.1"),
                lines);
    }

    @Test
    void aFloodLeavesAFewLinesASecondAndACount() {
        for (int i = 0; i < 1_000; i++) {
            declined(1, i, "name-taken");
        }
        assertEquals(RefusalLog.LINES_A_SECOND, lines.size());
        clock.advance(Duration.ofSeconds(1));
        declined(1, 1_000, "name-taken");
        assertEquals("declined-more requests=980", lines.get(RefusalLog.LINES_A_SECOND));
        assertEquals("declined request=1.1000 code=name-taken", lines.getLast());
    }
}
