package peerlink.cli.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.text.JsonLines;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the messages that the user's program did not take, in a folder of the profile: a file each,
 * the owner's alone, with a number for its name. Any number of processes may read and remove;
 * one at a time adds, as one has the profile's messages.
 */
public final class SetAside {
    /** The most messages. */
    static final int MOST = 1000;

    /** The longest file, in bytes: the longest text with all of it escaped, and the rest. */
    private static final int MAX_FILE = 1 << 19;

    private static final Pattern NAME = Pattern.compile("[1-9][0-9]{0,8}");

    private final Path folder;
    private final int most;

    /**
     * A message that was set aside.
     *
     * @param at when it was
     * @param reason how the program ended the last time
     */
    public record Item(int number, MessageForProgram message, Instant at, String reason) {
        /** Returns the row for people. */
        public String row() {
            return "%3d  %-16s %-10s %s"
                    .formatted(
                            number,
                            Printable.line(message.name()),
                            reason,
                            Printable.preview(message.text()));
        }

        /** Returns the message as the fields of an object. */
        public Map<String, @Nullable Object> fields() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("number", number);
            fields.putAll(message.fields());
            fields.put("setAsideAt", at);
            fields.put("reason", reason);
            return fields;
        }
    }

    /**
     * @param profile the profile's folder
     */
    public SetAside(Path profile) {
        this(profile, MOST);
    }

    SetAside(Path profile, int most) {
        this.folder = profile.resolve("set-aside");
        this.most = most;
    }

    /**
     * Keeps a message. It is on the disk when this returns.
     *
     * @throws IOException if it can't be kept, such as when there are too many
     */
    public void add(MessageForProgram message, Instant at, String reason) throws IOException {
        List<Integer> numbers = numbers();
        if (numbers.size() >= most) {
            throw new IOException(
                    "%d messages are set aside, and there is no room for more".formatted(most));
        }
        int number = numbers.isEmpty() ? 1 : numbers.getLast() + 1;
        PrivateFiles.writeForGood(
                file(number),
                JsonLines.text(new Item(number, message, at, reason).fields())
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Path file(int number) {
        return folder.resolve(Integer.toString(number));
    }

    private List<Integer> numbers() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
        }
    }

    /** Returns the messages, the oldest first. */
    public List<Item> all() throws IOException {
        List<Item> items = new ArrayList<>();
        for (int number : numbers()) {
            items.add(item(number));
        }
        return items;
    }

    private Item item(int number) throws IOException {
        Path file = file(number);
        if (Files.size(file) > MAX_FILE) {
            throw new IOException("longer than " + MAX_FILE + " bytes: " + file);
        }
        try {
            JsonNode fields = JsonMapper.shared().readTree(Files.readString(file));
            return new Item(
                    number,
                    MessageForProgram.parse(fields),
                    Instant.parse(fields.path("setAsideAt").asString("")),
                    Printable.line(fields.path("reason").asString("")));
        } catch (RuntimeException e) {
            throw new IOException("not a message that was set aside: " + file, e);
        }
    }

    /** Removes a message. Does nothing if it is gone. */
    public void remove(Item item) throws IOException {
        Files.deleteIfExists(file(item.number()));
    }
}
