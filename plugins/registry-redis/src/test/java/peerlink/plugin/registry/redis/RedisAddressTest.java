package peerlink.plugin.registry.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.registry.store.StoreSettings;
import redis.clients.jedis.HostAndPort;

final class RedisAddressTest {
    private static final StoreSettings PLAIN = StoreSettings.of(Duration.ofSeconds(90), 1_000);

    private static RedisAddress parse(String text) {
        return RedisAddress.parse(URI.create(text));
    }

    private static RedisSettings settings(String address, Map<String, String> environment)
            throws IOException {
        return RedisSettings.of(parse(address), PLAIN, environment);
    }

    @Test
    void addressOfAServerHasUsualPortAndDatabase() {
        RedisAddress plain = parse("redis://localhost");
        assertEquals(List.of(new HostAndPort("localhost", 6379)), plain.servers());
        assertEquals(0, plain.database());
        assertEquals(Optional.empty(), plain.password());
        assertFalse(plain.isTls());
        RedisAddress full =
                parse("rediss://bob:p%40ss+word:@[::1]:7000/3?prefix=x:y&ca=/etc/a+b.pem");
        assertTrue(full.isTls());
        assertEquals(List.of(new HostAndPort("::1", 7000)), full.servers());
        assertEquals(3, full.database());
        assertEquals(Optional.of("bob"), full.user());
        assertEquals(Optional.of("p@ss+word:"), full.password());
        assertEquals(Map.of("prefix", "x:y", "ca", "/etc/a+b.pem"), full.properties());
        assertEquals(Optional.of("secret"), parse("redis://:secret@h").password());
        assertEquals(Optional.empty(), parse("redis://:secret@h").user());
    }

    @Test
    void addressOfSentinelsNamesTheMaster() {
        RedisAddress address = parse("redis+sentinel://10.0.0.1,10.0.0.2:5000/leases/2");
        assertEquals(
                List.of(new HostAndPort("10.0.0.1", 26379), new HostAndPort("10.0.0.2", 5000)),
                address.servers());
        assertEquals(Optional.of("leases"), address.master());
        assertEquals(2, address.database());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h",
                "redis:h",
                "redis://h/x",
                "redis://h/0/1",
                "redis://h:99999",
                "redis://h,i",
                "redis://h?prefix",
                "redis://h#x",
                "redis+sentinel://h",
                "redis+sentinel://h/m/0/1",
                "redis://a_b:x"
            })
    void textThatIsNoAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> parse(text));
    }

    @Test
    void passwordIsInNoTextForm() throws Exception {
        String address = "redis://bob:hunter2@h";
        assertFalse(parse(address).toString().contains("hunter2"));
        assertFalse(settings(address, Map.of()).toString().contains("hunter2"));
    }

    @Test
    void passwordComesFromAddressFileOrEnvironment(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), " from file \n");
        Map<String, String> environment = Map.of(RedisSettings.PASSWORD_VARIABLE, "from variable");
        assertEquals(Optional.empty(), settings("redis://h", Map.of()).password());
        assertEquals(Optional.of("from variable"), settings("redis://h", environment).password());
        String inFile = "redis://h?password-file=" + file;
        assertEquals(Optional.of(" from file "), settings(inFile, environment).password());
        assertEquals(Optional.of("own"), settings("redis://:own@h", environment).password());
    }

    @Test
    void filesAreRelativeToTheFolderOfTheSettings(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("password"), "from file\n");
        RedisAddress address =
                parse("rediss://h?password-file=password&ca=ca.pem&certificate=/etc/c&key=k/k");
        RedisSettings settings = RedisSettings.of(address, PLAIN.in(folder), Map.of());
        assertEquals(Optional.of("from file"), settings.password());
        assertEquals(Optional.of(folder.resolve("ca.pem")), settings.tls().ca());
        assertEquals(Optional.of(Path.of("/etc/c")), settings.tls().certificate());
        assertEquals(Optional.of(folder.resolve("k/k")), settings.tls().key());
    }

    @Test
    void onlyWithSentinelARegistrationWaitsForAReplica() throws Exception {
        assertEquals(0, settings("redis://h", Map.of()).replicas());
        assertEquals(1, settings("redis+sentinel://h/m", Map.of()).replicas());
        assertEquals(2, settings("redis+sentinel://h/m?replicas=2", Map.of()).replicas());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://h?prefx=a",
                "redis://h?prefix=a%20b",
                "redis://h?replicas=-1",
                "redis://h?timeout=0",
                "redis://h?feed-length=1",
                "redis://h?ca=/x",
                "rediss://h?key=/x",
                "redis://h?password-file=/nowhere/at/all"
            })
    void settingThatMakesNoSenseIsRefused(String address) {
        assertThrows(IllegalArgumentException.class, () -> settings(address, Map.of()));
    }
}
