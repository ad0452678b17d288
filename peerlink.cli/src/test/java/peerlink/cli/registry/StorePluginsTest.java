package peerlink.cli.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Surroundings;

/** Loads a store that the test compiles, packs and puts into the folder of plugins. */
class StorePluginsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir private Path folder;

    private void makeStore(Path jar) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path module =
                Files.writeString(
                        sources.resolve("module-info.java"),
                        """
                        module shelf {
                            requires peerlink.registry;
                            provides peerlink.registry.store.RegistryStoreProvider with shelf.Shelf;
                        }
                        """);
        Path shelf =
                Files.writeString(
                        Files.createDirectories(sources.resolve("shelf")).resolve("Shelf.java"),
                        """
                        package shelf;

                        import java.net.URI;
                        import java.time.InstantSource;
                        import java.util.List;
                        import peerlink.registry.store.*;
                        import peerlink.registry.store.embedded.EmbeddedStore;

                        public final class Shelf implements RegistryStoreProvider {
                            public List<String> schemes() { return List.of("shelf"); }

                            public RegistryStore open(URI address, StoreSettings settings) {
                                return EmbeddedStore.inMemory(settings, InstantSource.system());
                            }

                            public void check(URI address, StoreSettings settings) throws java.io.IOException {
                                switch (address.getHost()) {
                                    case "locked" -> throw new java.io.IOException("the shelf is locked");
                                    case "elsewhere" -> throw new java.io.IOException("it is in " + settings.folder());
                                    case "crooked" -> throw new IllegalArgumentException("not a shelf: it is crooked");
                                    default -> {}
                                }
                            }
                        }
                        """);
        Path classes = folder.resolve("classes");
        List<String> path = new ArrayList<>();
        for (String name : List.of("peerlink.api", "peerlink.registry")) {
            path.add(ROOT.resolve(name).resolve("target").resolve("classes").toString());
        }
        // the registry's own requirements don't matter
        path.addAll(List.of(System.getProperty("jdk.module.path", "").split(":")));
        run(
                "javac",
                "-d",
                classes.toString(),
                "-p",
                String.join(":", path),
                module.toString(),
                shelf.toString());
        Files.createDirectories(jar.getParent());
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    private static void run(String tool, String... arguments) {
        assertEquals(
                0,
                ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments));
    }

    private Surroundings check(String store) {
        Surroundings surroundings = new Surroundings(folder);
        surroundings.run("registry", "--check-config", "--store", store);
        return surroundings;
    }

    @Test
    void aStoreOfAPluginIsFoundByItsScheme() throws Exception {
        makeStore(new Surroundings(folder).home().resolve("plugins").resolve("shelf.jar"));
        Surroundings found = check("shelf://somewhere");
        assertEquals("", found.err());
        assertTrue(found.out().contains("store = \"shelf://somewhere\"   # option"), found.out());
        assertTrue(
                check("cupboard://somewhere")
                        .err()
                        .startsWith(
                                "peerlink: no kind of store is called 'cupboard' (there is embedded, shelf) (--store)\nhint: put its plugin into "));
    }

    @Test
    void filesInTheAddressOfAStoreAreRelativeToTheFileThatHasIt() throws Exception {
        Surroundings surroundings = new Surroundings(folder);
        makeStore(surroundings.home().resolve("plugins").resolve("shelf.jar"));
        Path etc = Files.createDirectories(folder.resolve("etc"));
        Path config =
                Files.writeString(etc.resolve("registry.toml"), "store = \"shelf://elsewhere\"\n");
        surroundings.run("registry", "--check-config", "--config", config.toString());
        assertTrue(surroundings.err().contains("it is in " + etc + "\n"), surroundings.err());
        assertTrue(
                check("shelf://elsewhere")
                        .err()
                        .contains("it is in " + Path.of("").toAbsolutePath() + "\n"));
    }

    @Test
    void aStoreThatMakesNoSenseIsTwoAndOneThatIsAwayIsSaidToBe() throws Exception {
        makeStore(new Surroundings(folder).home().resolve("plugins").resolve("shelf.jar"));
        Surroundings away = new Surroundings(folder);
        assertEquals(
                0, away.run("registry", "--check-config", "--store", "shelf://locked"), away.err());
        assertEquals("peerlink: the store can't be used now: the shelf is locked\n", away.err());
        assertTrue(away.out().contains("store = \"shelf://locked\""), away.out());
        Surroundings nonsense = new Surroundings(folder);
        assertEquals(2, nonsense.run("registry", "--check-config", "--store", "shelf://crooked"));
        assertEquals("peerlink: not a shelf: it is crooked (--store)\n", nonsense.err());
        assertEquals("", nonsense.out());
    }

    @Test
    void aPasswordInTheAddressIsNotShown() throws Exception {
        makeStore(new Surroundings(folder).home().resolve("plugins").resolve("shelf.jar"));
        Surroundings found = check("shelf://name:secret@somewhere/1");
        assertTrue(found.out().contains("store = \"shelf://***@somewhere/1\""), found.out());
        for (String store :
                List.of("shelf://name:secret@some where", "nowhere://name:secret@somewhere")) {
            Surroundings refused = check(store);
            assertFalse((refused.out() + refused.err()).contains("secret"), refused.err());
            assertTrue(refused.err().startsWith("peerlink: "), refused.err());
        }
    }

    @Test
    void aPluginThatIsNoStoreIsLeftAlone() throws Exception {
        Path plugins = Files.createDirectories(new Surroundings(folder).home().resolve("plugins"));
        Files.createDirectories(plugins.resolve("empty"));
        assertTrue(check("shelf://somewhere").err().contains("(there is embedded)"));
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        assertTrue(
                check("shelf://somewhere")
                        .err()
                        .contains("can't use the plugin " + plugins.resolve("broken.jar")));
        assertEquals("", check("embedded").err());
    }
}
