package peerlink.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import peerlink.api.Identity;
import peerlink.api.LinkPolicy;
import peerlink.api.PostQuantum;
import peerlink.testkit.contract.TestIdentities;

/**
 * A third implementation of TLS gets links, from the command line; skipped where it is not
 * installed.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OpenSslTest {
    @TempDir private Path folder;

    @Test
    void anEd25519ClientGetsItsFrameBack() throws Exception {
        assertEchoes(TestIdentities.ed25519("openssl"));
    }

    @Test
    void aP256ClientGetsItsFrameBack() throws Exception {
        assertEchoes(TestIdentities.p256("openssl"));
    }

    @Test
    void aClientWithX25519AloneIsRefusedByDefault() throws Exception {
        try (EchoServer server = new EchoServer(TlsLimits.DEFAULT)) {
            Process client = connect(server, TestIdentities.ed25519("openssl"));
            assertEquals(-1, client.getInputStream().read());
            assertEquals(1, client.waitFor());
        }
    }

    private void assertEchoes(Identity identity) throws Exception {
        try (EchoServer server =
                new EchoServer(TlsLimits.DEFAULT, LinkPolicy.DEFAULT.with(PostQuantum.PREFERRED))) {
            Process client = connect(server, identity);
            try {
                client.getOutputStream().write(new byte[] {0, 0, 0, 2, 'h', 'i'});
                client.getOutputStream().flush();
                assertEquals(
                        "\0\0\0\2hi",
                        new String(
                                client.getInputStream().readNBytes(6),
                                StandardCharsets.ISO_8859_1));
            } finally {
                client.destroy();
            }
        }
    }

    /**
     * Connects with {@code openssl}. Before 3.5 it has no post-quantum group, and later it is told
     * not to use one.
     */
    private Process connect(EchoServer server, Identity identity) throws Exception {
        return start(
                "openssl",
                "s_client",
                "-quiet",
                "-tls1_3",
                "-groups",
                "X25519",
                "-connect",
                server.address().hostAndPort(),
                "-cert",
                pem("CERTIFICATE", identity.certificate().getEncoded()),
                "-key",
                pem("PRIVATE KEY", identity.privateKey().getEncoded()));
    }

    private Process start(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new TestAbortedException(
                    "SKIPPED, openssl is not installed: interoperability", e);
        }
    }

    private String pem(String label, byte[] der) throws IOException {
        Path file = folder.resolve(label.replace(' ', '-') + ".pem");
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label));
        return file.toString();
    }
}
