package peerlink.core.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Describes a file of a profile that is JSON: an object with a version and a list. Fields that this
 * version doesn't know are ignored.
 *
 * @param what the file, for messages, such as "contacts file"
 * @param list the name of the list in the object, which says what the list holds
 * @param version the latest known version, from 1
 * @param maxMebibytes the greatest size
 * @param damage the meaning of damage to the file, and the remedy
 */
public record JsonFile(
        Path file, String what, String list, int version, int maxMebibytes, String damage) {

    /** Says that a file is there, but can't be understood. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        private DamagedException(JsonFile file, String how, Exception cause) {
            super(
                    "damaged %s %s: %s (%s)".formatted(file.what, file.file, how, file.damage),
                    cause);
        }
    }

    /**
     * Reads the file.
     *
     * @param none returned if there is no file
     * @param parser gets the list, and throws an {@link IllegalArgumentException} for any fault in
     *     it
     * @throws DamagedException if it can't be understood
     * @throws IOException if it can't be read, or is of a newer version
     */
    public <T> T read(T none, Function<JsonNode, T> parser) throws IOException {
        int max = maxMebibytes << 20;
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(max + 1);
        } catch (NoSuchFileException e) {
            return none;
        }
        if (content.length > max) {
            throw damaged(
                    new IllegalArgumentException("it is longer than " + maxMebibytes + " MiB"));
        }
        return parse(content, parser);
    }

    /** Parses as {@link #read} does, content that was read already. */
    public <T> T parse(byte[] content, Function<JsonNode, T> parser) throws IOException {
        try {
            JsonNode root = JsonMapper.shared().readTree(content);
            int found = root.path("version").intValue(0);
            if (found > version) {
                throw new IOException(
                        "%s was written by a newer PeerLink (its version is %d, this one knows %d)"
                                .formatted(file, found, version));
            }
            if (found < 1 || !root.path(list).isArray()) {
                throw new IllegalArgumentException("it has no version or no list of " + list);
            }
            return parser.apply(root.path(list));
        } catch (JacksonException e) {
            throw new DamagedException(this, "it is not JSON" + place(e.getLocation()), e);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw damaged(e);
        }
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private DamagedException damaged(Exception cause) {
        return new DamagedException(this, String.valueOf(cause.getMessage()), cause);
    }
}
