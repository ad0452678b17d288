package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.contract.HostileInput;
import peerlink.api.contract.Refusal;
import peerlink.core.fixture.Answers;

/**
 * Checks that every input is taken, or refused by the one exception that the decoder declares;
 * anything else fails the test.
 */
class PemDecoderTest {
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("decoders");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        Files.deleteIfExists(folder.resolve(IdentityStore.FILE_NAME));
        Files.deleteIfExists(folder.resolve("identity.lock"));
        Files.delete(folder);
    }

    /**
     * The property below found this: Bouncy Castle takes such a certificate, and fails when it is
     * asked for its key.
     */
    @Example
    void aCertificateWhoseKeyIsNoWholeNumberOfBytesIsRefused() throws IOException {
        IdentityStore.loadOrCreate(folder);
        String[] pem =
                Files.readString(folder.resolve(IdentityStore.FILE_NAME))
                        .split("(?<=-----BEGIN CERTIFICATE-----)|(?=-----END CERTIFICATE-----)");
        HexFormat hex = HexFormat.of();
        String der = hex.formatHex(Base64.getMimeDecoder().decode(pem[1]));
        String damaged = der.replaceFirst("2b6570032100", "2b6570032104");
        String text =
                pem[0]
                        + "\n"
                        + Base64.getMimeEncoder().encodeToString(hex.parseHex(damaged))
                        + "\n"
                        + pem[2];
        var refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> PemIdentityParser.parse(text).open(Answers.of(), "the key"));
        Refusal.requireClean(refusal);
    }

    @Property(tries = 600)
    void anyPemIsTakenOrRefused(@ForAll("pems") String text) throws IOException {
        try {
            PemIdentity pem = PemIdentityParser.parse(text);
            if (!pem.isProtected()) {
                Identity identity = pem.open(Answers.of(), "the key");
                assertEquals(PeerId.of(identity.certificate().getPublicKey()), identity.id());
            }
        } catch (IllegalArgumentException e) {
            Refusal.requireClean(e);
        }
    }

    @Provide
    Arbitrary<String> pems() throws IOException {
        IdentityStore.loadOrCreate(folder);
        return HostileInput.texts(Files.readString(folder.resolve(IdentityStore.FILE_NAME)));
    }
}
