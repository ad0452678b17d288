package peerlink.core.contact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.core.model.Contact;
import peerlink.core.model.KeyChange;
import peerlink.core.model.Trust;
import peerlink.core.profile.JsonFile;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes the contacts on disk: {@code contacts.json} in the profile's folder. Several
 * processes may change it, one at a time, each on top of the others' changes. Fields that this
 * version doesn't know are ignored; a file that it can't read is left as it is.
 *
 * <p>Version 2 has {@code called} and {@code before}. A PeerLink that knows version 1 alone would
 * drop them, and with them the user's decisions, so it must not write the file.
 */
public final class ContactFile {
    /** A change to the contacts, which may be refused. */
    public interface Change {
        ContactSet make(ContactSet now) throws IOException;
    }

    public static final String FILE_NAME = "contacts.json";

    private static final int VERSION = 2;

    private final Path file;
    private final Path lock;

    public ContactFile(Path directory) {
        this.file = directory.resolve(FILE_NAME);
        this.lock = directory.resolve("contacts.lock");
    }

    /**
     * The marks of the file that can be read without its content; another stamp means that it was
     * written.
     */
    record Stamp(FileTime written, long size, Optional<Object> key) {
        static final Stamp NO_FILE = new Stamp(FileTime.fromMillis(0), 0, Optional.empty());
    }

    Stamp stamp() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    Optional.ofNullable(attributes.fileKey()));
        } catch (NoSuchFileException e) {
            return Stamp.NO_FILE;
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** Reads the contacts; none if there is no file. */
    public ContactSet read() throws IOException {
        return format(file).read(ContactSet.EMPTY, ContactFile::parse);
    }

    /**
     * Reads contacts.
     *
     * @param file the place from which they were read, for messages
     */
    public static ContactSet parse(Path file, byte[] content) throws IOException {
        return format(file).parse(content, ContactFile::parse);
    }

    private static JsonFile format(Path file) {
        return new JsonFile(
                file,
                "contacts file",
                "contacts",
                VERSION,
                64,
                "repair it, or move it away to begin anew");
    }

    /** Reads, changes and writes the contacts, and returns the result. */
    public ContactSet update(Change change) throws IOException {
        return PrivateFiles.locked(
                lock,
                () -> {
                    ContactSet before = read();
                    ContactSet after = change.make(before);
                    if (after != before) {
                        PrivateFiles.write(file, print(after));
                    }
                    return after;
                });
    }

    private static ContactSet parse(JsonNode all) {
        List<Contact> contacts = new ArrayList<>();
        Set<PeerId> strangers = new LinkedHashSet<>();
        for (JsonNode entry : all.values()) {
            Contact contact;
            try {
                contact = contact(entry);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "contact " + (contacts.size() + 1) + ": " + e.getMessage(), e);
            }
            contacts.add(contact);
            if (entry.path("stranger").booleanValue(false)) {
                strangers.add(contact.id());
            }
        }
        return ContactSet.of(contacts, strangers);
    }

    private static Contact contact(JsonNode entry) {
        List<Address> addresses = new ArrayList<>();
        for (JsonNode address : entry.path("addresses").values()) {
            addresses.add(Address.parse(address.stringValue("")));
        }
        String found = entry.path("found").stringValue("");
        String called = entry.path("called").stringValue("");
        Trust before = trust(entry.path("before").stringValue(word(Trust.UNVERIFIED)));
        return new Contact(
                new PeerName(entry.path("name").stringValue("")),
                new PeerId(entry.path("id").stringValue("")),
                trust(entry.path("trust").stringValue("")),
                addresses,
                found.isEmpty() ? null : new KeyChange(new PeerId(found), before),
                called.isEmpty() ? null : new PeerName(called));
    }

    private static Trust trust(String text) {
        for (Trust trust : Trust.values()) {
            if (word(trust).equals(text)) {
                return trust;
            }
        }
        throw new IllegalArgumentException("not a trust state: '" + Printable.excerpt(text) + "'");
    }

    private static String word(Trust trust) {
        return trust.name().toLowerCase(Locale.ROOT);
    }

    public static byte[] print(ContactSet contacts) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("contacts");
        for (Contact contact : contacts.strangersLast()) {
            ObjectNode entry = list.addObject();
            entry.put("name", contact.name().text());
            entry.put("id", contact.id().text());
            entry.put("trust", word(contact.trust()));
            ArrayNode addresses = entry.putArray("addresses");
            contact.lastAddresses().forEach(address -> addresses.add(address.toString()));
            KeyChange change = contact.change();
            if (change != null) {
                entry.put("found", change.found().text());
                entry.put("before", word(change.before()));
            }
            PeerName called = contact.called();
            if (called != null) {
                entry.put("called", called.text());
            }
            if (contacts.isStranger(contact.id())) {
                // strangers stand in the order in which they came
                entry.put("stranger", true);
            }
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }
}
