package peerlink.core.identity;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.core.contact.ContactFile;
import peerlink.core.contact.ContactSet;
import peerlink.core.contact.InvitedRegistryFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The content of a backup. Its form is one PEM block (RFC 7468), {@code PEERLINK BACKUP}: DER of
 * {@code EncryptedPrivateKeyInfo} (RFC 5958) with PBES2 (RFC 8018), scrypt (RFC 7914) and
 * AES-256-GCM. The encrypted data is a JSON object in UTF-8: {@code version} (1), {@code
 * protected}, {@code identity} (PEM, the key not encrypted), {@code contacts} (the text of {@code
 * contacts.json}) and, if there are any, {@code invited} (the text of {@code invited.json}).
 *
 * @param isProtected whether a passphrase protected the key in the profile
 * @param registries those of the invites that the profile has used
 */
record Backup(
        Identity identity, boolean isProtected, ContactSet contacts, List<Address> registries) {
    /** The greatest length of a backup, in bytes: room for some 30,000 contacts. */
    static final int MAX_SIZE = 16 << 20;

    private static final String TYPE = "PEERLINK BACKUP";
    private static final int VERSION = 1;

    /** Tells whether the text is, or was, a backup. */
    static boolean isIn(String text) {
        return text.contains("-----BEGIN " + TYPE + "-----");
    }

    /**
     * Decrypts a backup.
     *
     * @param file the place from which it was read, for messages
     * @throws PassphraseException if the passphrase is wrong or the content has been changed, which
     *     can't be told apart
     * @throws IllegalArgumentException if the text is no backup
     * @throws IOException if a newer PeerLink has written it
     */
    static Backup open(Path file, String text, Passphrase passphrase) throws IOException {
        EncryptedPrivateKeyInfo encrypted = block(text);
        PassphraseCipher.requireAcceptable(encrypted, PassphraseCipher.GCM);
        byte[] content;
        try {
            content = PassphraseCipher.decrypt(encrypted, passphrase);
        } catch (IOException e) {
            throw new PassphraseException(
                    "wrong passphrase for the backup %s, or it has been changed; nothing has changed here"
                            .formatted(file),
                    "");
        }
        try {
            return parse(file, JsonMapper.shared().readTree(content));
        } catch (JacksonException e) {
            // the cause's message may quote the content
            throw new IllegalArgumentException("its content is no backup");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static EncryptedPrivateKeyInfo block(String text) {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject block = reader.readPemObject();
            if (block != null && block.getType().equals(TYPE)) {
                return EncryptedPrivateKeyInfo.getInstance(block.getContent());
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("the backup is torn or damaged", e);
        }
        throw new IllegalArgumentException("it is no backup alone");
    }

    private static Backup parse(Path file, JsonNode root) throws IOException {
        int version = root.path("version").intValue(0);
        if (version != VERSION) {
            throw new IOException(
                    "%s was written by another PeerLink (its version is %d, this one knows %d)"
                            .formatted(file, version, VERSION));
        }
        Identity identity =
                PemIdentityParser.parse(root.path("identity").stringValue(""))
                        .open(PassphraseSource.NONE, "its key");
        return new Backup(
                identity,
                root.path("protected").booleanValue(true),
                ContactFile.parse(
                        file,
                        root.path("contacts").stringValue("").getBytes(StandardCharsets.UTF_8)),
                root.has("invited")
                        ? InvitedRegistryFile.parse(file, root.path("invited").stringValue(""))
                        : List.of());
    }

    /** Writes the backup encrypted. */
    String print(Passphrase passphrase) throws IOException {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        root.put("protected", isProtected);
        root.put("identity", PemIdentity.print(identity));
        root.put("contacts", new String(ContactFile.print(contacts), StandardCharsets.UTF_8));
        if (!registries.isEmpty()) {
            root.put("invited", InvitedRegistryFile.print(registries));
        }
        byte[] content = JsonMapper.shared().writeValueAsBytes(root);
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(
                    new PemObject(
                            TYPE,
                            PassphraseCipher.encrypt(
                                            NISTObjectIdentifiers.id_aes256_GCM,
                                            content,
                                            passphrase)
                                    .getEncoded()));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        if (text.getBuffer().length() > MAX_SIZE) {
            throw new IOException(
                    "%d contacts are too many for a backup, which has 16 MiB at most"
                            .formatted(contacts.all().size()));
        }
        return text.toString();
    }
}
