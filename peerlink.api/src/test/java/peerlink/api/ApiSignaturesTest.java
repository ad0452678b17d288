package peerlink.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every change of the contract is seen in review, as a change of {@code api.txt}. */
class ApiSignaturesTest {
    @Test
    void publicSignaturesAreThoseOfApiTxt() throws Exception {
        Path golden = Path.of("api.txt");
        Path actual = Path.of("target", "api.txt");
        Files.writeString(actual, signatures());
        assertEquals(
                Files.exists(golden) ? Files.readString(golden) : "",
                Files.readString(actual),
                "the API has changed; if that is meant: cp target/api.txt api.txt");
    }

    private static String signatures() throws IOException, URISyntaxException {
        Path classes =
                Path.of(PeerId.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve("peerlink/api"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .map(ApiSignaturesTest::load)
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .sorted(Comparator.comparing(Class::getName))
                    .map(ApiSignaturesTest::describe)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static Class<?> load(String simpleName) {
        try {
            return Class.forName("peerlink.api." + simpleName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String describe(Class<?> type) {
        StringBuilder text = new StringBuilder(shorten(type.toGenericString()));
        if (type.getSuperclass() != null
                && type.getSuperclass() != Object.class
                && !type.isRecord()) {
            text.append(" extends ").append(shorten(type.getSuperclass().getTypeName()));
        }
        String interfaces =
                Arrays.stream(type.getGenericInterfaces())
                        .map(parent -> shorten(parent.getTypeName()))
                        .collect(Collectors.joining(", "));
        if (!interfaces.isEmpty()) {
            text.append(type.isInterface() ? " extends " : " implements ").append(interfaces);
        }
        text.append('\n');
        Stream.of(
                        Arrays.stream(type.getDeclaredFields()).map(ApiSignaturesTest::field),
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(visible())
                                .map(Constructor::toGenericString),
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(visible())
                                .filter(method -> !isOfEveryObject(method))
                                .map(Method::toGenericString))
                .flatMap(lines -> lines)
                .filter(line -> !line.isEmpty())
                .map(line -> shorten(line.replace(type.getName() + ".", "")))
                .sorted()
                .forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    private static String field(Field field) {
        if (!visible().test(field)) {
            return "";
        }
        try {
            return field.toGenericString()
                    + (field.getType().isPrimitive() || field.getType() == String.class
                            ? " = " + field.get(null)
                            : "");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Predicate<Member> visible() {
        return member ->
                !member.isSynthetic()
                        && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static boolean isOfEveryObject(Method method) {
        return List.of("equals", "hashCode", "toString").contains(method.getName());
    }

    private static String shorten(String signature) {
        return signature
                .replace("abstract ", "")
                .replaceAll("\\b(?:java\\.lang|peerlink\\.api)\\.(?=[A-Z])", "");
    }
}
