package peerlink.cli.registry;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ShellWords;
import peerlink.registry.store.RegistryStoreProvider;

/**
 * Finds stores that come as plugins: a jar, or a folder with a jar and those that it needs, whose
 * module provides a {@link RegistryStoreProvider}. Each gets a layer of its own. Other plugins are
 * a node's: their code is not run here.
 */
final class StorePlugins {
    private static final String SERVICE = RegistryStoreProvider.class.getName();

    private StorePlugins() {}

    /**
     * Finds the stores in the folders of plugins, which need not exist.
     *
     * @throws CliException if a store's modules don't fit together
     */
    static List<RegistryStoreProvider> in(List<Path> folders) throws CliException {
        List<RegistryStoreProvider> providers = new ArrayList<>();
        for (Path folder : folders) {
            for (Path plugin : plugins(folder)) {
                Optional<ModuleLayer> layer = layer(plugin);
                layer.ifPresent(its -> providers.addAll(own(its)));
            }
        }
        return providers;
    }

    private static List<Path> plugins(Path folder) throws CliException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(
                            entry ->
                                    Files.isDirectory(entry)
                                            || entry.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Returns a layer with the plugin, if it has a store. */
    private static Optional<ModuleLayer> layer(Path plugin) throws CliException {
        try {
            ModuleFinder finder = ModuleFinder.of(plugin);
            Set<String> stores =
                    finder.findAll().stream()
                            .map(ModuleReference::descriptor)
                            .filter(StorePlugins::isStore)
                            .map(ModuleDescriptor::name)
                            .collect(Collectors.toSet());
            if (stores.isEmpty()) {
                return Optional.empty();
            }
            ModuleLayer parent = ModuleLayer.boot();
            // after the parent's, so that a copy of the registry among the jars is not taken for it
            Configuration configuration =
                    parent.configuration().resolve(ModuleFinder.of(), finder, stores);
            return Optional.of(
                    parent.defineModulesWithOneLoader(
                            configuration, StorePlugins.class.getClassLoader()));
        } catch (FindException | ResolutionException | LayerInstantiationException e) {
            throw unusable(plugin, e);
        }
    }

    private static boolean isStore(ModuleDescriptor module) {
        return module.provides().stream().anyMatch(its -> its.service().equals(SERVICE));
    }

    private static List<RegistryStoreProvider> own(ModuleLayer layer) {
        return RegistryStoreProvider.in(layer).stream()
                .filter(provider -> layer.equals(provider.getClass().getModule().getLayer()))
                .toList();
    }

    private static CliException unusable(Path plugin, Exception cause) {
        return new CliException(
                ExitCode.ERROR,
                "can't use the plugin " + plugin + ": " + Failures.message(cause),
                "mend it, or move it away:\nmv %s %s"
                        .formatted(
                                ShellWords.quoted(plugin.toString()),
                                ShellWords.quoted(plugin.resolve("../..").normalize().toString())));
    }
}
