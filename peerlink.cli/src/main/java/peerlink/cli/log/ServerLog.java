package peerlink.cli.log;

import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;
import peerlink.registry.admin.LogEvent;

/**
 * The log of a server on its standard error, for a program that collects it. Safe for use by
 * several threads.
 */
public final class ServerLog {
    private final PrintStream out;
    private final LogLineFormat format;
    private final JsonLines json;

    public ServerLog(PrintStream out, LogLineFormat format) {
        this.out = out;
        this.format = format;
        this.json = new JsonLines(out);
    }

    /**
     * Writes one event on one line. Only the stack of an exception follows it in the plain format,
     * indented.
     */
    synchronized void write(
            Instant time,
            System.Logger.Level level,
            String logger,
            LogEvent event,
            @Nullable Throwable thrown) {
        switch (format) {
            case PLAIN -> {
                out.print(Logs.entry(JsonLines.time(time) + " " + level, event.toString(), thrown));
                out.flush();
            }
            case JSON -> {
                Map<String, @Nullable Object> line = new LinkedHashMap<>();
                line.put("time", time);
                line.put("level", level.getName());
                line.put("event", event.name());
                line.putAll(event.fields());
                line.put("logger", logger);
                if (thrown != null) {
                    line.put("exception", Logs.entry("", "", thrown).strip());
                }
                json.print(line);
            }
        }
    }
}
