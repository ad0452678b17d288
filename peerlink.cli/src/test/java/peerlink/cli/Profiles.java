package peerlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A home with the profiles {@code default} and {@code work}, which know somebody. */
final class Profiles {
    private Profiles() {}

    /** Makes it, and returns its folder. */
    static Path in(Path home) throws IOException {
        contacts(home, "default", "bob", "bo.b-2", "carol");
        contacts(home, "work", "boss");
        Files.writeString(
                home.resolve("profiles/default/last-known.json"),
                """
                {"version":1,"peers":[{"id":"kszm","name":"dave","at":1,"addresses":[]},\
                {"id":"ityk","name":"bob","at":1,"addresses":[]}]}""");
        return home;
    }

    private static void contacts(Path home, String profile, String... names) throws IOException {
        StringBuilder json = new StringBuilder("{\n  \"version\" : 2,\n  \"contacts\" : [");
        for (String name : names) {
            json.append(" {\n    \"name\" : \"")
                    .append(name)
                    .append("\",\n    \"id\" : \"kszm\"\n  },");
        }
        Path folder = Files.createDirectories(home.resolve("profiles").resolve(profile));
        Files.writeString(folder.resolve("contacts.json"), json + "]\n}\n");
    }
}
