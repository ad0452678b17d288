package peerlink.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** An unchangeable set of contacts: no two share a name or a key. */
final class ContactList {
    static final ContactList EMPTY = new ContactList(Map.of(), Map.of());

    private final Map<PeerId, Contact> byId;
    private final Map<PeerName, Contact> byName;

    private ContactList(Map<PeerId, Contact> byId, Map<PeerName, Contact> byName) {
        this.byId = byId;
        this.byName = byName;
    }

    @Nullable Contact byId(PeerId id) {
        return byId.get(id);
    }

    @Nullable Contact byName(PeerName name) {
        return byName.get(name);
    }

    /** Returns the contacts by name. */
    List<Contact> all() {
        return byName.values().stream().sorted(Comparator.comparing(Contact::name)).toList();
    }

    /** Returns the list with this contact, in the place of those that have its name or its key. */
    ContactList with(Contact contact) {
        Map<PeerId, Contact> ids = new HashMap<>(byId);
        Map<PeerName, Contact> names = new HashMap<>(byName);
        Contact sameId = byId.get(contact.id());
        if (sameId != null) {
            names.remove(sameId.name());
        }
        Contact sameName = byName.get(contact.name());
        if (sameName != null) {
            ids.remove(sameName.id());
        }
        ids.put(contact.id(), contact);
        names.put(contact.name(), contact);
        return new ContactList(ids, names);
    }

    ContactList without(Contact contact) {
        Map<PeerId, Contact> ids = new HashMap<>(byId);
        Map<PeerName, Contact> names = new HashMap<>(byName);
        ids.remove(contact.id());
        names.remove(contact.name());
        return new ContactList(ids, names);
    }
}
