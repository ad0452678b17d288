package peerlink.cli.repl;

import java.io.IOException;
import java.lang.System.Logger.Level;
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
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.cli.text.JsonLines;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps unread messages in a folder of the profile, a file for each, whose name is a number that
 * grows. A message is on the disk as a whole or not at all. Not safe for use by several threads.
 */
final class UnreadFiles {
    static final String FOLDER = "unread";

    private static final System.Logger LOG = System.getLogger(UnreadFiles.class.getName());
    private static final String HALF = ".tmp";
    private static final Pattern NAME = Pattern.compile("[0-9]{1,15}");

    /** Six bytes for a character of the longest text, as JSON may escape it. */
    private static final int MAX_FILE = 6 * Message.MAX_CONTENT;

    private final Path folder;
    private final PeerId self;
    private long last;

    /** A message with the number of its file. */
    record Stored(long number, UnreadMessage message) {}

    /**
     * @param profile the profile's folder
     * @param self the profile's own id
     */
    UnreadFiles(Path profile, PeerId self) {
        this.folder = profile.resolve(FOLDER);
        this.self = self;
    }

    /**
     * Returns the messages, the oldest first. A file that is none stays, and is left out.
     *
     * @param most the number of messages at most
     */
    List<Stored> all(int most) {
        List<Stored> all = new ArrayList<>();
        try {
            for (long number : numbers()) {
                last = number;
                if (all.size() < most) {
                    read(number, all);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the unread messages can't be read", e);
        }
        return all;
    }

    private List<Long> numbers() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).toList();
        }
        for (String name : names) {
            if (name.endsWith(HALF)) {
                Files.deleteIfExists(folder.resolve(name)); // of a process that was killed
            }
        }
        return names.stream()
                .filter(name -> NAME.matcher(name).matches())
                .map(Long::valueOf)
                .sorted()
                .toList();
    }

    private void read(long number, List<Stored> into) {
        Path file = file(number);
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("longer than " + MAX_FILE + " bytes");
            }
            into.add(
                    new Stored(
                            number, parsed(JsonMapper.shared().readTree(Files.readString(file)))));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "not an unread message: " + file, e);
        }
    }

    private UnreadMessage parsed(JsonNode fields) {
        PeerId peer = new PeerId(fields.path("from").asString(""));
        String shown = Printable.lines(fields.path("text").asString(""));
        Message message =
                new Message(
                        fields.path("id").asString(""),
                        peer,
                        self,
                        Message.TEXT,
                        Bytes.utf8(""),
                        time(fields, "sentAt"));
        return new UnreadMessage(
                new MessageArrived(
                        message,
                        new Peer(peer, new PeerName(fields.path("name").asString("")), List.of()),
                        new PeerName(fields.path("claimed").asString("")),
                        Trust.valueOf(fields.path("trust").asString("")),
                        time(fields, "at"),
                        fields.path("again").asBoolean(false),
                        shown));
    }

    private static Instant time(JsonNode fields, String name) {
        String text = fields.path(name).asString("");
        return text.isEmpty() ? Message.UNDATED : Instant.parse(text);
    }

    /**
     * Stores a message. It is on the disk when this returns.
     *
     * @return its number
     */
    long add(UnreadMessage kept) throws IOException {
        MessageArrived arrived = kept.arrived();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", arrived.message().id());
        fields.put("from", arrived.peer().id());
        fields.put("name", arrived.peer().name());
        fields.put("claimed", arrived.claimed());
        fields.put("trust", arrived.trust());
        fields.put("again", arrived.redelivered());
        fields.put("sentAt", arrived.message().isDated() ? arrived.message().sentAt() : "");
        fields.put("at", kept.at());
        fields.put("text", arrived.shown());
        long number = last + 1;
        PrivateFiles.writeForGood(
                file(number), JsonLines.text(fields).getBytes(StandardCharsets.UTF_8));
        last = number;
        return number;
    }

    /** Removes a message. One that can't be removed is shown once more by a later start. */
    void remove(long number) {
        try {
            Files.deleteIfExists(file(number));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a message stays unread, though it was shown", e);
        }
    }

    private Path file(long number) {
        return folder.resolve(Long.toString(number));
    }
}
