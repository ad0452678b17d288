package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that each module requires only the modules that the architecture allows. */
class ModuleGraphTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void apiRequiresNothingButTheBaseOfJava() throws IOException {
        assertEquals(Set.of("java.base"), requiredAtRunTime("peerlink.api"));
    }

    @Test
    void coreTransportAndRegistryStandSideBySide() throws IOException {
        for (String module :
                List.of("peerlink.core", "peerlink.transport.tls", "peerlink.registry")) {
            assertEquals(Set.of("peerlink.api"), ofPeerLink(requiredAtRunTime(module)), module);
        }
    }

    @Test
    void commandLineNeverKnowsTheTransport() throws IOException {
        Set<String> required = requiredAtRunTime("peerlink.cli");
        assertFalse(required.contains("peerlink.transport.tls"));
        assertTrue(descriptor("peerlink.cli").uses().contains("peerlink.api.Transport"));
        assertTrue(descriptor("peerlink.cli").uses().contains("peerlink.api.Discovery"));
    }

    @Test
    void onlyTheCommandLineKnowsTheTerminal() throws IOException {
        for (String module :
                List.of(
                        "peerlink.api",
                        "peerlink.core",
                        "peerlink.transport.tls",
                        "peerlink.registry")) {
            assertTrue(
                    requiredAtRunTime(module).stream()
                            .noneMatch(name -> name.startsWith("org.jline")),
                    module);
        }
    }

    @Test
    void pluginsRequireOnlyTheApiAndStoresOnlyTheRegistry() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("plugins"))) {
            List<String> plugins =
                    folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                            .map(folder -> folder.getFileName().toString())
                            .toList();
            assertFalse(plugins.isEmpty());
            for (String plugin : plugins) {
                boolean isStore = plugin.startsWith("registry-");
                String folder = "plugins/" + plugin;
                if ((isStore || plugin.equals("template")) && !isCompiled(folder)) {
                    // not in the image: a build of the image alone does not compile them
                    continue;
                }
                assertEquals(
                        Set.of(isStore ? "peerlink.registry" : "peerlink.api"),
                        ofPeerLink(requiredAtRunTime(folder)),
                        plugin);
            }
        }
    }

    @Test
    void defaultProvidersAreServicesAndTheirPackagesAreNotExported() throws IOException {
        ModuleDescriptor transport = descriptor("peerlink.transport.tls");
        assertTrue(provides(transport, "peerlink.api.Transport"));
        assertEquals(Set.of(), transport.exports());
        assertTrue(provides(descriptor("peerlink.registry"), "peerlink.api.Discovery"));
    }

    private static boolean isCompiled(String folder) {
        return Files.exists(ROOT.resolve(folder + "/target/classes/module-info.class"));
    }

    private static boolean provides(ModuleDescriptor module, String service) {
        return module.provides().stream().anyMatch(provided -> provided.service().equals(service));
    }

    private static Set<String> ofPeerLink(Set<String> modules) {
        return modules.stream()
                .filter(name -> name.startsWith("peerlink."))
                .collect(Collectors.toSet());
    }

    private static Set<String> requiredAtRunTime(String folder) throws IOException {
        return descriptor(folder).requires().stream()
                .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .collect(Collectors.toSet());
    }

    private static ModuleDescriptor descriptor(String folder) throws IOException {
        try (InputStream in =
                Files.newInputStream(ROOT.resolve(folder + "/target/classes/module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }
}
