package peerlink.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contacts on disk: {@code contacts.json} in the profile's folder. Several processes may change it, one at a time, each
 * on top of what the others wrote. Fields that this version doesn't know are ignored; a file that it can't read is left as it
 * is.
 */
final class ContactFile {
    /** A change to the contacts, which may find that it must not be made. */
    interface Change {
        ContactList make(ContactList now) throws IOException;
    }

    static final String FILE_NAME = "contacts.json";

    private static final int VERSION = 1;
    private static final int MAX_SIZE = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Path lock;

    ContactFile(Path directory) {
        this.file = directory.resolve(FILE_NAME);
        this.lock = directory.resolve("contacts.lock");
    }

    /** Reads the contacts; none if there is no file. */
    ContactList read() throws IOException {
        byte[] content;
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw damaged("it is longer than 64 MiB", null);
            }
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return ContactList.EMPTY;
        }
        try {
            return parse(JSON.readTree(content));
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw damaged(
                    place == null
                            ? "it is not JSON"
                            : "it is not JSON at line %d, column %d"
                                    .formatted(place.getLineNr(), place.getColumnNr()),
                    e);
        } catch (IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns what differs from the last time once the file has changed. */
    Object state() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Reads, changes and writes the contacts, and returns them as they are then. */
    ContactList update(Change change) throws IOException {
        return PrivateFiles.locked(
                lock,
                () -> {
                    ContactList before = read();
                    ContactList after = change.make(before);
                    if (after != before) {
                        PrivateFiles.write(file, print(after));
                    }
                    return after;
                });
    }

    private ContactList parse(JsonNode root) throws IOException {
        int version = root.path("version").intValue(0);
        if (version > VERSION) {
            throw new IOException(
                    "%s was written by a newer PeerLink (its version is %d, this one knows %d)"
                            .formatted(file, version, VERSION));
        }
        if (version < 1 || !root.path("contacts").isArray()) {
            throw new IllegalArgumentException("it has no version or no list of contacts");
        }
        List<Contact> contacts = new ArrayList<>();
        Set<PeerId> strangers = new LinkedHashSet<>();
        for (JsonNode entry : root.path("contacts").values()) {
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
        return ContactList.of(contacts, strangers);
    }

    private static Contact contact(JsonNode entry) {
        List<Address> addresses = new ArrayList<>();
        for (JsonNode address : entry.path("addresses").values()) {
            addresses.add(Address.parse(address.stringValue("")));
        }
        String found = entry.path("found").stringValue("");
        return new Contact(
                new PeerName(entry.path("name").stringValue("")),
                new PeerId(entry.path("id").stringValue("")),
                trust(entry.path("trust").stringValue("")),
                addresses,
                found.isEmpty() ? null : new PeerId(found));
    }

    private static Trust trust(String text) {
        for (Trust trust : Trust.values()) {
            if (word(trust).equals(text)) {
                return trust;
            }
        }
        throw new IllegalArgumentException("not a trust state: '" + text + "'");
    }

    private static String word(Trust trust) {
        return trust.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] print(ContactList contacts) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("contacts");
        for (Contact contact : contacts.strangersLast()) {
            ObjectNode entry = list.addObject();
            entry.put("name", contact.name().text());
            entry.put("id", contact.id().text());
            entry.put("trust", word(contact.trust()));
            ArrayNode addresses = entry.putArray("addresses");
            contact.lastAddresses().forEach(address -> addresses.add(address.toString()));
            PeerId found = contact.found();
            if (found != null) {
                entry.put("found", found.text());
            }
            if (contacts.isStranger(contact.id())) {
                // they stand in the order in which they came
                entry.put("stranger", true);
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private IOException damaged(String what, @Nullable Exception cause) {
        return new IOException(
                "damaged contacts file %s: %s (repair it, or move it away to begin anew)"
                        .formatted(file, what),
                cause);
    }
}
