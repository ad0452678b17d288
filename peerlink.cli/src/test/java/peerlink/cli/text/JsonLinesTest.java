package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Printable;
import peerlink.api.contract.HostileText;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
    private static String printed(Map<String, ?> object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonLines(new PrintStream(out, false, StandardCharsets.UTF_8)).print(object);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void fieldsKeepTheirOrderAndKinds() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", "ready");
        object.put("count", 3);
        object.put("flag", true);
        object.put("list", List.of("a", 1L));
        object.put("inner", Map.of("x", "y"));
        object.put("nothing", null);
        assertEquals(
                "{\"event\":\"ready\",\"count\":3,\"flag\":true,\"list\":[\"a\",1],"
                        + "\"inner\":{\"x\":\"y\"},\"nothing\":null}\n",
                printed(object));
    }

    @Test
    void readableTextStaysReadable() {
        assertEquals("{\"text\":\"grün → 🙂\"}\n", printed(Map.of("text", "grün → 🙂")));
    }

    /** Some readers of lines, Node.js 24's among them, end one at these, also within a text. */
    @Test
    void theLineSeparatorsOfUnicodeAreEscaped() {
        assertEquals(
                "{\"text\":\"a\\u2028b\\u2029c\\u0085d\"}\n",
                printed(Map.of("text", "a\u2028b\u2029c\u0085d")));
    }

    @Test
    void timesHaveMilliseconds() {
        Map<String, String> shown =
                Map.of(
                        "2026-01-02T13:05:00.528406172Z", "2026-01-02T13:05:00.528Z",
                        "2026-01-02T13:05:00Z", "2026-01-02T13:05:00.000Z",
                        "1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z");
        shown.forEach(
                (time, expected) ->
                        assertEquals(
                                "{\"at\":[\"%s\"]}\n".formatted(expected),
                                printed(Map.of("at", List.of(Instant.parse(time))))));
    }

    static List<HostileText> hostileTexts() throws IOException {
        return HostileText.all();
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void everyHostileTextComesBackFromOnePrintableLine(HostileText hostile) {
        everyTextComesBackFromOnePrintableLine(hostile.text());
    }

    @Property
    void everyTextComesBackFromOnePrintableLine(@ForAll String text) {
        String line = printed(Map.of("text", text));
        assertTrue(line.endsWith("}\n"));
        String json = line.substring(0, line.length() - 1);
        assertEquals(Printable.line(json), json);
        assertEquals(text, JsonMapper.shared().readTree(json).get("text").asString());
    }
}
