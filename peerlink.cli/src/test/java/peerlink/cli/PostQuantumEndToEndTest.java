package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.cli.program.ExitCode;

/**
 * Follows the policy on key exchange from the setting to the socket: the JDK's client has no
 * post-quantum group.
 */
class PostQuantumEndToEndTest {
    @TempDir Path folder;

    private Machine machine(Map<String, String> variables) throws Exception {
        Map<String, String> environment = new HashMap<>(Machine.in(folder).environment());
        environment.putAll(variables);
        return new Machine(environment);
    }

    /** Returns the end of the handshake for a client that offers X25519 alone and trusts no key. */
    private String handshakeWithRegistry(Map<String, String> variables) throws Exception {
        try (Program registry = machine(variables).start("registry", "--listen", "127.0.0.1:0")) {
            String option = registry.waitForLine(line -> line.startsWith("--registry "));
            int port = Integer.parseInt(option.replaceFirst(".*:(\\d+)/.*", "$1"));
            try (SSLSocket socket =
                    (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", port)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setNamedGroups(new String[] {"x25519"});
                socket.setSSLParameters(parameters);
                return assertThrows(SSLException.class, socket::startHandshake).getMessage();
            }
        }
    }

    @Test
    void aRegistryRefusesWhoHasNoPostQuantumKeyExchange() throws Exception {
        String refusal = handshakeWithRegistry(Map.of());
        assertTrue(refusal.contains("insufficient_security"), refusal);
    }

    @Test
    void aRegistryThatOnlyPrefersItGetsAsFarAsItsCertificate() throws Exception {
        String refusal = handshakeWithRegistry(Map.of("PEERLINK_PQ", "preferred"));
        assertTrue(refusal.contains("certification path"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "listen", "peers", "id", "send bob hi"})
    void aWordThatMeansNothingIsAUsageErrorOfEveryCommand(String command) throws Exception {
        Program.Result result = machine(Map.of("PEERLINK_PQ", "maybe")).run(command.split(" "));
        assertEquals(
                "peerlink: not a word for pq: 'maybe' (one of required, preferred)\n"
                        + "hint: PEERLINK_PQ=required peerlink "
                        + command
                        + "\n",
                result.err());
        assertEquals(ExitCode.USAGE, result.status());
    }
}
