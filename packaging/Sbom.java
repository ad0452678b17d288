import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the bill of materials of an image (CycloneDX 1.6) from the one that Maven has made of the
 * dependencies of {@code peerlink.cli}. Every module of the image is one component, and names
 * itself in the property {@code peerlink:module}: libraries as Maven knows them, modules of the
 * JDK, and PeerLink's own with its plugins. A module without a component and a component without a
 * module are errors, so that the bill can't tell of another image.
 *
 * <p>Usage: {@code java --class-path JACKSON Sbom.java MAVENS-SBOM MODULES IMAGE > SBOM}
 */
final class Sbom {
    /** Licences whose names in the libraries' POMs stand for several. */
    private static final Map<String, String> LICENCES =
            Map.of("org.bouncycastle", "MIT", "org.jline", "BSD-3-Clause");

    private static final String JDK_LICENCE = "GPL-2.0-only WITH Classpath-exception-2.0";

    private final ObjectMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final Path modules;
    private final Path image;
    private final Properties release = new Properties();

    private Sbom(Path modules, Path image) {
        this.modules = modules;
        this.image = image;
    }

    public static void main(String[] args) throws Exception {
        System.out.println(
                new Sbom(Path.of(args[1]), Path.of(args[2])).make(Path.of(args[0])));
    }

    private String make(Path mavens) throws Exception {
        try (var file = Files.newBufferedReader(image.resolve("release"))) {
            release.load(file);
        }
        ObjectNode bill = (ObjectNode) mapper.readTree(mavens.toFile());
        Map<String, String> missing = modulesOfImage();
        ObjectNode self = (ObjectNode) bill.get("metadata").get("component");
        name(self, missing);
        for (var component : bill.get("components")) {
            name((ObjectNode) component, missing);
        }
        ArrayNode components = (ArrayNode) bill.get("components");
        ArrayNode ofJdk = jdk(components.addObject());
        for (Map.Entry<String, String> module : missing.entrySet()) {
            if (!module.getKey().matches("javax?\\..*|jdk\\..*")) {
                throw new IllegalStateException(
                        "the image has the module "
                                + module.getKey()
                                + ", and Maven knows no such component");
            }
            module(ofJdk.addObject(), module.getKey(), module.getValue());
        }
        plugins(components, self.get("version").asString());
        sqlite(components);
        return mapper.writeValueAsString(bill);
    }

    /** Returns the names of all modules and their versions, as the image's own Java tells them. */
    private Map<String, String> modulesOfImage() throws IOException {
        Process java =
                new ProcessBuilder(image.resolve("bin", "java").toString(), "--list-modules")
                        .redirectErrorStream(true)
                        .start();
        Map<String, String> modules = new TreeMap<>();
        try (var lines = java.inputReader()) {
            for (String line : lines.readAllLines()) {
                String[] words = line.split("[@ ]");
                modules.put(words[0], words.length > 1 && line.contains("@") ? words[1] : "");
            }
        }
        return modules;
    }

    /**
     * Finds the module that a component of Maven's is in the image, and takes it out of the map.
     */
    private void name(ObjectNode component, Map<String, String> missing) {
        String jar =
                "%s-%s.jar"
                        .formatted(
                                component.get("name").asString(),
                                component.get("version").asString());
        Path file = modules.resolve(jar);
        if (!Files.exists(file)) {
            file = modules.resolveSibling(jar);
        }
        String module =
                ModuleFinder.of(file).findAll().stream()
                        .map(found -> found.descriptor().name())
                        .findAny()
                        .orElseThrow(() -> new IllegalStateException("no module: " + jar));
        if (missing.remove(module) == null) {
            throw new IllegalStateException("the image lacks the module " + module + " of " + jar);
        }
        property(component, module);
        component.remove("scope");
        String licence = LICENCES.get(component.get("group").asString());
        if (licence != null) {
            component.putArray("licenses").addObject().putObject("license").put("id", licence);
        }
    }

    private ArrayNode jdk(ObjectNode jdk) {
        String version = unquoted("JAVA_RUNTIME_VERSION");
        jdk.put("type", "platform")
                .put("bom-ref", "jdk")
                .put("name", "OpenJDK")
                .put("version", version)
                .put("description", "The JVM, and the modules of the JDK in the image")
                .put("cpe", cpe("oracle:openjdk", unquoted("JAVA_VERSION")));
        jdk.putObject("supplier").put("name", unquoted("IMPLEMENTOR"));
        jdk.putArray("licenses").addObject().put("expression", JDK_LICENCE);
        return jdk.putArray("components");
    }

    private static void module(ObjectNode component, String module, String version) {
        component
                .put("type", "library")
                .put("bom-ref", "jdk/" + module)
                .put("name", module)
                .put("version", version);
        component.putArray("licenses").addObject().put("expression", JDK_LICENCE);
        property(component, module);
    }

    private void plugins(ArrayNode components, String version) throws Exception {
        List<Path> jars = new ArrayList<>();
        try (var files = Files.newDirectoryStream(image.resolve("plugins"), "*.jar")) {
            files.forEach(jars::add);
        }
        for (Path jar : jars.stream().sorted().toList()) {
            String module =
                    ModuleFinder.of(jar).findAll().iterator().next().descriptor().name();
            ObjectNode plugin = components.addObject();
            plugin.put("type", "library")
                    .put("bom-ref", "pkg:maven/peerlink/%s@%s?type=jar".formatted(module, version))
                    .put("group", "peerlink")
                    .put("name", module)
                    .put("version", version);
            plugin.putArray("hashes")
                    .addObject()
                    .put("alg", "SHA-256")
                    .put(
                            "content",
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256")
                                                    .digest(Files.readAllBytes(jar))));
            plugin.putArray("licenses").addObject().putObject("license").put("id", "Apache-2.0");
            property(plugin, module);
        }
    }

    /** The driver's version is that of the SQLite that it brings, with one number more. */
    private static void sqlite(ArrayNode components) {
        for (var component : List.copyOf(components.valueStream().toList())) {
            if (component.get("name").asString().equals("sqlite-jdbc")) {
                String version = component.get("version").asString().replaceFirst("\\.[0-9]+$", "");
                ObjectNode sqlite = components.addObject();
                sqlite.put("type", "library")
                        .put("bom-ref", "sqlite")
                        .put("name", "SQLite")
                        .put("version", version)
                        .put("cpe", cpe("sqlite:sqlite", version));
                sqlite.putArray("licenses").addObject().putObject("license").put("id", "blessing");
            }
        }
    }

    /** Returns the name of a product in the lists of vulnerabilities (CPE 2.3). */
    private static String cpe(String product, String version) {
        return "cpe:2.3:a:%s:%s:*:*:*:*:*:*:*".formatted(product, version);
    }

    private static void property(ObjectNode component, String module) {
        component
                .putArray("properties")
                .addObject()
                .put("name", "peerlink:module")
                .put("value", module);
    }

    private String unquoted(String key) {
        return release.getProperty(key, "").replace("\"", "");
    }
}
