package peerlink.plugin.registry.redis;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.plugin.registry.redis.testing.RedisProcess;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.StoreSettings;

/** A store connects to a redis-server that wants TLS, a client's certificate and a password. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RedisTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private Path folder;

    @BeforeEach
    void requireRedis() {
        RedisProcess.assumeInstalled();
    }

    @Test
    void onlyWhoHasCertificateAndPasswordIsLetInAndOnlyAServerThatIsNamedIsBelieved()
            throws Exception {
        makeKey("server", "ip:127.0.0.1");
        makeKey("client", "dns:client");
        makeKey("elsewhere", "dns:elsewhere");
        Path password = Files.writeString(folder.resolve("password"), "open sesame");
        int port = RedisProcess.freePort();
        try (RedisProcess _ = RedisProcess.start(port, serverOptions(port, "server"))) {
            String address = "rediss://127.0.0.1:" + port + "/1?ca=" + file("server.pem");
            String client = "&certificate=" + file("client.pem") + "&key=" + file("client.key");
            String secret = "&password-file=" + password;
            try (RegistryStore store = open(address + client + secret)) {
                store.probe();
            }
            assertThrows(IOException.class, () -> open(address + secret));
            assertThrows(IOException.class, () -> open(address + client));
            String wrongCa = address.replace("server.pem", "client.pem");
            assertThrows(IOException.class, () -> open(wrongCa + client + secret));
        }
    }

    @Test
    void certificateOfAnotherHostIsNotBelieved() throws Exception {
        makeKey("server", "dns:elsewhere");
        makeKey("client", "dns:client");
        int port = RedisProcess.freePort();
        try (RedisProcess _ = RedisProcess.start(port, serverOptions(port, "server"))) {
            String address =
                    "rediss://:open%20sesame@127.0.0.1:"
                            + port
                            + "?ca="
                            + file("server.pem")
                            + "&certificate="
                            + file("client.pem")
                            + "&key="
                            + file("client.key");
            assertThrows(IOException.class, () -> open(address));
        }
    }

    private List<String> serverOptions(int port, String name) {
        return List.of(
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                file(name + ".pem"),
                "--tls-key-file",
                file(name + ".key"),
                "--tls-ca-cert-file",
                file("client.pem"),
                "--requirepass",
                "open sesame");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static RegistryStore open(String address) throws IOException {
        return new RedisStoreProvider()
                .open(URI.create(address), StoreSettings.of(Duration.ofSeconds(90), 1_000));
    }

    /** Makes NAME.key and NAME.pem with the JDK's own tool. */
    private void makeKey(String name, String alternativeName)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + alternativeName,
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(Files.readString(folder.resolve("keytool.log")));
        }
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD);
        write(name + ".key", "PRIVATE KEY", made.getKey(name, PASSWORD).getEncoded());
        write(name + ".pem", "CERTIFICATE", made.getCertificate(name).getEncoded());
    }

    private void write(String file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, base64, label));
    }
}
