import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives the classes of modules the stack maps that a JVM verifies them by (Java Virtual Machine
 * Specification, section 4.10.1), where a compiler for Java 5 left them out. Without them the JVM
 * infers the types at each start, and keeps the classes out of its cache. Nothing else changes.
 *
 * <p>Usage: {@code java StackMaps.java JAR...}
 */
final class StackMaps {
    private static final ClassFileVersion JAVA_8 = ClassFileVersion.of(52, 0);

    private StackMaps() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            try (FileSystem content =
                    FileSystems.newFileSystem(URI.create("jar:" + Path.of(jar).toUri()), Map.of())) {
                add(content.getPath("/"));
            }
        }
    }

    private static void add(Path root) throws IOException {
        ClassFile format =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(
                                                name -> {
                                                    Path file =
                                                            root.resolve(
                                                                    name.packageName()
                                                                                    .replace('.', '/')
                                                                            + "/"
                                                                            + name.displayName()
                                                                            + ".class");
                                                    try {
                                                        return Files.exists(file)
                                                                ? Files.newInputStream(file)
                                                                : null;
                                                    } catch (IOException e) {
                                                        throw new UncheckedIOException(e);
                                                    }
                                                })
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path file : classes) {
                ClassModel model = format.parse(file);
                if (model.majorVersion() < JAVA_8.majorVersion()) {
                    Files.write(
                            file,
                            format.transformClass(
                                    model,
                                    ClassTransform.dropping(ClassFileVersion.class::isInstance)
                                            // bodies are copied as they are unless transformed
                                            .andThen(
                                                    ClassTransform.transformingMethodBodies(
                                                            CodeTransform.ACCEPT_ALL))
                                            .andThen(
                                                    ClassTransform.endHandler(
                                                            builder -> builder.with(JAVA_8)))));
                }
            }
        }
    }
}
