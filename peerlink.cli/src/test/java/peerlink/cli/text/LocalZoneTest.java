package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalZoneTest {
    private final List<ZoneId> set = new ArrayList<>();
    @TempDir private Path folder;

    private void link(String target) throws Exception {
        Path link = folder.resolve("localtime");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, folder.resolve(target));
    }

    private LocalZone zone(@Nullable String named) {
        return new LocalZone(folder.resolve("localtime"), named, set::add);
    }

    @Test
    void followsTheLinkWhereverItLeads() throws Exception {
        link("usr/share/zoneinfo/Europe/Berlin");
        LocalZone zone = zone(null);
        zone.follow();
        assertEquals(List.of(), set, "what Java has found at the start counts");
        link("usr/share/zoneinfo/posix/America/New_York");
        zone.follow();
        zone.follow();
        link("var/db/timezone/zoneinfo/Asia/Tokyo");
        zone.follow();
        assertEquals(List.of(ZoneId.of("America/New_York"), ZoneId.of("Asia/Tokyo")), set);
    }

    @Test
    void aLinkThatLeadsNowhereChangesNothing() throws Exception {
        link("usr/share/zoneinfo/Europe/Berlin");
        LocalZone zone = zone("");
        for (String target : List.of("etc/elsewhere", "usr/share/zoneinfo/No/Where")) {
            link(target);
            zone.follow();
        }
        Files.delete(folder.resolve("localtime"));
        zone.follow();
        Files.writeString(folder.resolve("localtime"), "TZif2");
        zone.follow();
        assertEquals(List.of(), set);
    }

    @Test
    void aZoneThatTheUserHasNamedStays() throws Exception {
        link("usr/share/zoneinfo/Europe/Berlin");
        LocalZone zone = zone("UTC");
        link("usr/share/zoneinfo/Asia/Tokyo");
        zone.follow();
        assertEquals(List.of(), set);
    }
}
