package peerlink.bench.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the output of all runs of {@code peerlink listen --json}: the lines that are complete, as a
 * kill may cut one short.
 */
final class Display {
    private final JsonMapper mapper = new JsonMapper();
    private final Resident resident;
    private final List<Shown> shown = new ArrayList<>();
    private int run;
    private int offset;

    Display(Resident resident) {
        this.resident = resident;
    }

    /** Returns all messages so far, in order. */
    List<Shown> read() throws IOException {
        int runs = resident.runs();
        while (run < runs) {
            readRun();
            if (run == runs - 1) {
                break; // goes on
            }
            run++;
            offset = 0;
        }
        return List.copyOf(shown);
    }

    private void readRun() throws IOException {
        byte[] all = Files.readAllBytes(resident.out(run));
        byte[] more = Arrays.copyOfRange(all, Math.min(offset, all.length), all.length);
        int end = more.length;
        while (end > 0 && more[end - 1] != '\n') {
            end--;
        }
        offset += end;
        new String(more, 0, end, StandardCharsets.UTF_8).lines().forEach(this::add);
    }

    private void add(String line) {
        JsonNode event = mapper.readTree(line);
        if (event.path("event").asString("").equals("message")) {
            shown.add(
                    new Shown(
                            event.path("messageId").asString(),
                            event.path("text").asString(),
                            event.path("redelivered").asBoolean(false),
                            run));
        }
    }
}
