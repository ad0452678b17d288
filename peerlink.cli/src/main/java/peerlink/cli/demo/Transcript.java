package peerlink.cli.demo;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import peerlink.cli.text.Glyphs;
import peerlink.cli.text.JsonLines;

/** Prints the demo's events while it runs. */
sealed interface Transcript {
    /**
     * Prints one event that was observed.
     *
     * @param event the event in one word
     * @param text the event for people
     * @param fields the event for programs
     */
    void tell(String event, String text, Map<String, ?> fields);

    /** Prints the event, then the text, in two columns. */
    record Text(PrintStream out) implements Transcript {
        @Override
        public void tell(String event, String text, Map<String, ?> fields) {
            out.println(
                    Glyphs.fitting(
                            "%-11s %s".formatted(event, text.replace("\n", "\n" + " ".repeat(12))),
                            out.charset()));
            out.flush();
        }
    }

    /** Prints one object a line, with the event first. */
    record Json(JsonLines lines) implements Transcript {
        @Override
        public void tell(String event, String text, Map<String, ?> fields) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("event", event);
            object.putAll(fields);
            lines.print(object);
        }
    }
}
