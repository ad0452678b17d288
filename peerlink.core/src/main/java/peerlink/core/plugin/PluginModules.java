package peerlink.core.plugin;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.Printable;
import peerlink.api.Transport;

/**
 * Describes a plugin by its jars, without loading a class.
 *
 * @param finder finds the modules
 * @param roots the modules that provide a service of PeerLink's, the plugin's own first
 * @param parent the layer of PeerLink itself
 */
record PluginModules(ModuleFinder finder, List<ModuleDescriptor> roots, ModuleLayer parent) {
    private static final List<Class<?>> SERVICES =
            List.of(
                    Plugin.class,
                    MessageHandler.class,
                    Transport.class,
                    Carrier.class,
                    Discovery.class);

    private static final String API = "peerlink.api";

    /** Reads the descriptors of the jars in the directory. */
    static PluginModules read(Path directory, ModuleLayer parent)
            throws IOException, PluginException {
        List<Path> jars;
        try (Stream<Path> entries = Files.list(directory)) {
            jars = entries.sorted().toList();
        }
        for (Path jar : jars) {
            requireJar(jar);
        }
        ModuleFinder finder = ModuleFinder.of(jars.toArray(Path[]::new));
        Set<ModuleReference> found;
        try {
            found = finder.findAll();
        } catch (FindException e) {
            throw new PluginException(PluginCall.reason(e), e);
        }
        List<ModuleDescriptor> described =
                found.stream()
                        .map(ModuleReference::descriptor)
                        .filter(descriptor -> !descriptor.isAutomatic())
                        .toList();
        if (described.isEmpty()) {
            throw new PluginException("no module descriptor (module-info.class) in the jar, which makes it a library: a plugin needs one");
        }
        List<ModuleDescriptor> roots =
                described.stream()
                        .filter(PluginModules::providesService)
                        .sorted(
                                Comparator.comparing(
                                                (ModuleDescriptor module) ->
                                                        !provides(module, Plugin.class))
                                        .thenComparing(ModuleDescriptor::name))
                        .toList();
        if (roots.isEmpty()) {
            requireNoOther(described);
            throw new PluginException(
                    "module "
                            + described.getFirst().name()
                            + " provides no "
                            + Plugin.class.getName());
        }
        // a bundled part of PeerLink is no plugin: the running one is used in its place
        List<ModuleDescriptor> own =
                roots.stream().filter(root -> parent.findModule(root.name()).isEmpty()).toList();
        if (own.isEmpty()) {
            throw new PluginException(
                    "module " + roots.getFirst().name() + " is a part of PeerLink itself");
        }
        return new PluginModules(finder, own, parent);
    }

    /**
     * Returns the plugin's name: the last part of its module's name in lower case, with {@code -}
     * for {@code _}. It names the data directory and the section of the configuration, so it must
     * not change with the file's name or version.
     */
    String name() throws PluginException {
        String module = roots.getFirst().name();
        String name =
                module.substring(module.lastIndexOf('.') + 1)
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
        if (!isName(name)) {
            throw new PluginException(
                    "the last part of the module name '"
                            + Printable.excerpt(module)
                            + "' must be 1 to 40 ASCII letters, digits or '_'");
        }
        return name;
    }

    /** Tells whether a text has the form of a plugin's name. */
    static boolean isName(String text) {
        return text.matches("[a-z0-9-]{1,40}");
    }

    /** Returns the simple names of the services that it provides, the plugin itself first. */
    List<String> provides() {
        return SERVICES.stream()
                .filter(service -> roots.stream().anyMatch(root -> provides(root, service)))
                .map(Class::getSimpleName)
                .toList();
    }

    /** Tells whether a transport, a carrier or a discovery is among the services. */
    static boolean reachesPeers(List<String> provided) {
        return Stream.of(Transport.class, Carrier.class, Discovery.class)
                .map(Class::getSimpleName)
                .anyMatch(provided::contains);
    }

    /** Returns the names of the JDK's modules that it needs besides {@code java.base}, sorted. */
    List<String> needs() {
        return required().stream()
                .filter(name -> !name.equals("java.base"))
                .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
                .sorted()
                .toList();
    }

    /** Returns the module's version; empty if it has none. */
    String version() {
        return Printable.excerpt(roots.getFirst().rawVersion().orElse(""));
    }

    /**
     * Checks that the plugin was compiled against this API, and that all modules it needs are
     * there.
     */
    void requireCompatible() throws PluginException {
        for (ModuleDescriptor root : roots) {
            requireSameApi(root);
        }
        SortedSet<String> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        boolean shut =
                missing.stream().allMatch(name -> ModuleFinder.ofSystem().find(name).isPresent());
        String names = String.join(", ", missing);
        throw new PluginException(
                shut
                        ? "needs " + names + ", which this runtime has but did not open"
                        : "needs " + names + ", which neither PeerLink nor the plugin has");
    }

    private void requireSameApi(ModuleDescriptor root) throws PluginException {
        Optional<String> compiled =
                root.requires().stream()
                        .filter(requires -> requires.name().equals(API))
                        .findFirst()
                        .flatMap(Requires::rawCompiledVersion);
        Optional<String> present =
                parent.findModule(API).flatMap(api -> api.getDescriptor().rawVersion());
        if (compiled.isPresent()
                && present.isPresent()
                && !major(compiled.get()).equals(major(present.get()))) {
            throw new PluginException(
                    "needs peerlink.api %s, this is %s"
                            .formatted(Printable.excerpt(compiled.get()), present.get()));
        }
    }

    private SortedSet<String> missing() {
        SortedSet<String> missing = new TreeSet<>();
        for (String name : required()) {
            if (parent.configuration().findModule(name).isEmpty() && finder.find(name).isEmpty()) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** Returns the names of the modules that it needs, those in its own jars too. */
    private Set<String> required() {
        Set<String> seen = new HashSet<>();
        Deque<ModuleDescriptor> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            for (Requires requires : open.remove().requires()) {
                String name = requires.name();
                if (!requires.modifiers().contains(Requires.Modifier.STATIC)
                        && seen.add(name)
                        && parent.configuration().findModule(name).isEmpty()) {
                    finder.find(name).ifPresent(found -> open.add(found.descriptor()));
                }
            }
        }
        return seen;
    }

    /** Tells a plugin for another part of PeerLink from a jar that is no plugin at all. */
    private static void requireNoOther(List<ModuleDescriptor> modules)
            throws UnusedPluginException {
        for (ModuleDescriptor module : modules) {
            for (Provides provides : module.provides()) {
                if (provides.service().startsWith("peerlink.")) {
                    throw new UnusedPluginException(
                            "nothing for a node: provides "
                                    + Printable.excerpt(provides.service()));
                }
            }
        }
    }

    private static boolean providesService(ModuleDescriptor module) {
        return SERVICES.stream().anyMatch(service -> provides(module, service));
    }

    private static boolean provides(ModuleDescriptor module, Class<?> service) {
        return module.provides().stream().anyMatch(p -> p.service().equals(service.getName()));
    }

    private static String major(String version) {
        return version.split("[.+-]", 2)[0];
    }

    private static void requireJar(Path jar) throws IOException, PluginException {
        try (JarFile file = new JarFile(jar.toFile())) {
            file.size();
        } catch (ZipException e) {
            throw new PluginException(jar.getFileName() + " is not a jar, or cut off: put it there anew", e);
        }
    }
}
