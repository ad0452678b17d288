package peerlink.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the time zone of this machine, which changes while the program runs if the machine
 * travels. Java looks once, so this looks at the link that the system changes,
 * {@code /etc/localtime} on Linux and macOS, and sets Java's zone, for plugins too. Where TZ names
 * a zone, or there is no such link, the zone stays as it was at the start. Safe for use by several
 * threads.
 */
public final class LocalZone {
    private static final LocalZone SYSTEM =
            new LocalZone(
                    Path.of("/etc/localtime"),
                    System.getenv("TZ"),
                    zone -> TimeZone.setDefault(TimeZone.getTimeZone(zone)));

    private final Path link;
    private final boolean isNamed;
    private final Consumer<ZoneId> setter;
    private final AtomicReference<String> last;

    /**
     * @param link the link whose target ends with the zone's name
     * @param named the zone that the user has named, which then holds for good
     * @param setter gets each other zone that the link leads to later
     */
    LocalZone(Path link, @Nullable String named, Consumer<ZoneId> setter) {
        this.link = link;
        this.isNamed = named != null && !named.isEmpty();
        this.setter = setter;
        this.last = new AtomicReference<>(target());
    }

    /** Returns the zone for the times that are shown now. */
    public static ZoneId now() {
        SYSTEM.follow();
        return ZoneId.systemDefault();
    }

    /** Looks at the link, and sets the zone if it has changed. */
    void follow() {
        String target = target();
        if (isNamed || target.isEmpty() || target.equals(last.getAndSet(target))) {
            return;
        }
        try {
            setter.accept(ZoneId.of(target));
        } catch (DateTimeException e) {
            System.getLogger(LocalZone.class.getName())
                    .log(System.Logger.Level.DEBUG, "a time zone that Java does not know", e);
        }
    }

    /** Returns a zone's name such as {@code Europe/Berlin}; empty if there is none. */
    private String target() {
        try {
            String target = Files.readSymbolicLink(link).toString();
            int begin = target.lastIndexOf("zoneinfo/");
            return begin < 0
                    ? ""
                    : target.substring(begin).replaceFirst("^zoneinfo/(posix/|right/)?", "");
        } catch (IOException | UnsupportedOperationException e) {
            return ""; // no link: nothing to follow
        }
    }
}
