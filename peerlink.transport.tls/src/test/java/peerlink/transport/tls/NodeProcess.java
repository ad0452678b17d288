package peerlink.transport.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import org.opentest4j.TestAbortedException;
import peerlink.api.Address;
import peerlink.api.Identity;

/** Runs {@code peer.mjs}, a peer on Node.js and so on OpenSSL's TLS, as a process. */
final class NodeProcess implements AutoCloseable {
    private static final String MISSING =
            "NOT TESTED: links with OpenSSL, as there is no Node.js in .tools (scripts/node.sh brings it)";

    private final Process process;
    private final BufferedReader output;

    private NodeProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /**
     * Returns a peer that dials a port of this machine so many times, and closes each link within
     * so many milliseconds.
     */
    static NodeProcess dialling(int port, Identity identity, int links, double patience)
            throws IOException {
        return dialling(port, identity, links, patience, "{}");
    }

    /**
     * Returns a peer that dials in a way of its own.
     *
     * @param tls options of Node.js, in JSON
     */
    static NodeProcess dialling(int port, Identity identity, int links, double patience, String tls)
            throws IOException {
        return start("\"connect\":" + port, identity, links, patience, tls);
    }

    /**
     * Returns a peer that listens, serves so many links and closes each within so many
     * milliseconds.
     */
    static NodeProcess listening(Identity identity, int links, double patience) throws IOException {
        return listening(identity, links, patience, "{}");
    }

    /**
     * Returns a peer that listens in a way of its own.
     *
     * @param tls options of Node.js, in JSON
     */
    static NodeProcess listening(Identity identity, int links, double patience, String tls)
            throws IOException {
        return start("\"listen\":0", identity, links, patience, tls);
    }

    private static NodeProcess start(
            String order, Identity identity, int links, double patience, String tls)
            throws IOException {
        Process process =
                new ProcessBuilder(
                                program().toString(),
                                Path.of("src/test/resources/peerlink/transport/tls/peer.mjs")
                                        .toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (Writer orders = process.outputWriter()) {
            orders.write(
                    "{%s,\"links\":%d,\"patience\":%s,\"tls\":%s,\"key\":\"%s\",\"certificate\":\"%s\"}"
                            .formatted(
                                    order,
                                    links,
                                    patience,
                                    tls,
                                    pem("PRIVATE KEY", identity.privateKey().getEncoded()),
                                    pem("CERTIFICATE", identity.certificate().getEncoded())));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return new NodeProcess(process);
    }

    /** Returns the program, without which a test is skipped. */
    private static Path program() {
        Path program = Path.of(System.getProperty("peerlink.node", "../.tools/node"));
        if (!Files.isExecutable(program)) {
            System.err.println(MISSING);
            throw new TestAbortedException(MISSING);
        }
        return program.toAbsolutePath();
    }

    /** Returns a value in PEM, as a string of JSON. */
    private static String pem(String label, byte[] der) {
        return "-----BEGIN %s-----\\n%s\\n-----END %s-----\\n"
                .formatted(label, Base64.getEncoder().encodeToString(der), label);
    }

    /** Returns the address that it listens on. */
    Address address() throws IOException {
        return Address.of(
                TlsTransport.SCHEME,
                "127.0.0.1",
                Integer.parseInt(line().substring("listening ".length())));
    }

    /** Waits for its next line. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("Node.js has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
