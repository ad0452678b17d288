package peerlink.core.contact;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.Contact;
import peerlink.core.model.StandInName;

/**
 * An unchangeable set of contacts: no two share a name or a key. Names that differ by case alone
 * look the same to people. So a name stands for the contact of exactly that name, or else for the
 * only one whose name differs by case alone; no contact gets a name that stands for another one.
 * Some contacts are <em>strangers</em>: they have written to this node, and its user has done
 * nothing about them. Since any peer can become one, the newest {@value #MAX_STRANGERS} are kept.
 */
public final class ContactSet {
    /** The number of strangers that are kept. */
    static final int MAX_STRANGERS = 1000;

    public static final ContactSet EMPTY = new ContactSet(Map.of(), Map.of(), Set.of());

    private final Map<PeerId, Contact> byId;
    private final Map<PeerName, Contact> byName;

    /** The contacts by name in lower case; several where a file has them. */
    private final Map<String, List<Contact>> byFolded;

    private final Set<PeerId> strangers;

    private ContactSet(
            Map<PeerId, Contact> byId, Map<PeerName, Contact> byName, Set<PeerId> strangers) {
        this.byId = byId;
        this.byName = byName;
        this.byFolded =
                byName.values().stream()
                        .collect(Collectors.groupingBy(contact -> folded(contact.name())));
        this.strangers = strangers;
    }

    /**
     * Returns the set of these contacts.
     *
     * @param strangers the keys of the strangers among them, the oldest first
     * @throws IllegalArgumentException if two share a name or a key; the message tells the place of
     *     the second one
     */
    public static ContactSet of(Collection<Contact> contacts, Set<PeerId> strangers) {
        Map<PeerId, Contact> ids = new HashMap<>();
        Map<PeerName, Contact> names = new HashMap<>();
        int number = 0;
        for (Contact contact : contacts) {
            number++;
            if (ids.put(contact.id(), contact) != null
                    || names.put(contact.name(), contact) != null) {
                throw new IllegalArgumentException(
                        "contact " + number + " has the name or the key of another one");
            }
        }
        return new ContactSet(ids, names, new LinkedHashSet<>(strangers));
    }

    @Nullable
    public Contact byId(PeerId id) {
        return byId.get(id);
    }

    /** Returns the contact that a name stands for, or null. */
    @Nullable
    public Contact byName(PeerName name) {
        Contact exact = byName.get(name);
        List<Contact> alike = byFolded.getOrDefault(folded(name), List.of());
        return exact == null && alike.size() == 1 ? alike.getFirst() : exact;
    }

    private static String folded(PeerName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }

    private boolean isTaken(PeerName name) {
        return byFolded.containsKey(folded(name));
    }

    /** Returns the contact whose name another key puts in doubt, or null. */
    @Nullable Contact owner(PeerName name) {
        Contact contact = byName(name);
        return contact != null && contact.ownsName() ? contact : null;
    }

    /** Returns a contact for whose name a directory gave this key, or null. */
    @Nullable Contact byFound(PeerId found) {
        return byId.values().stream()
                .filter(contact -> found.equals(contact.found()))
                .findFirst()
                .orElse(null);
    }

    boolean isStranger(PeerId id) {
        return strangers.contains(id);
    }

    /** Returns the contacts by name. */
    public List<Contact> all() {
        return byName.values().stream().sorted(Comparator.comparing(Contact::name)).toList();
    }

    /**
     * Returns the contacts that are no strangers, by name, and then the strangers, the oldest
     * first.
     */
    public List<Contact> strangersLast() {
        return Stream.concat(
                        all().stream().filter(contact -> !isStranger(contact.id())),
                        strangers.stream().map(byId::get))
                .toList();
    }

    /**
     * Returns the name under which a key that claims one is shown: never the name of a contact with
     * another key.
     */
    PeerName nameOf(PeerId id, PeerName claimed) {
        Contact contact = byId.get(id);
        if (contact != null) {
            return contact.name();
        }
        return isTaken(claimed) ? freeStandIn(id) : claimed;
    }

    /** Returns a stand-in name for the id, which no contact has. */
    PeerName freeStandIn(PeerId id) {
        return StandInName.free(id, this::isTaken);
    }

    /**
     * Returns the set with this contact, no stranger, in the place of those that have its name or
     * its key.
     */
    public ContactSet with(Contact contact) {
        return with(contact, false);
    }

    /**
     * Returns the set with this contact as a stranger. If there are too many strangers then, the
     * oldest goes.
     */
    ContactSet withStranger(Contact contact) {
        return with(contact, true);
    }

    /** Returns the set with another state of a contact, which stays a stranger if it was one. */
    ContactSet withChanged(Contact contact) {
        return with(contact, isStranger(contact.id()));
    }

    /** Returns the set in which no contact is in doubt over this key. */
    ContactSet settledOver(PeerId found) {
        Change change = new Change(this);
        byId.values().stream()
                .filter(contact -> found.equals(contact.found()))
                .forEach(contact -> change.add(contact.settled()));
        return change.result();
    }

    public ContactSet without(Contact contact) {
        Change change = new Change(this);
        change.remove(contact);
        return change.result();
    }

    /**
     * Returns the set with the contacts of another set whose keys are unknown here. A known contact
     * stays as it is, and a new one whose name is taken gets a stand-in name. Strangers come in as
     * long as none has to go for them.
     */
    public ContactSet withUnknownOf(ContactSet other) {
        Change change = new Change(this);
        for (Contact contact : other.strangersLast()) {
            boolean stranger = other.isStranger(contact.id());
            if (byId.containsKey(contact.id())
                    || stranger && change.strangers.size() >= MAX_STRANGERS) {
                continue;
            }
            change.add(
                    change.isTaken(contact.name())
                            ? contact.withName(StandInName.free(contact.id(), change::isTaken))
                            : contact);
            if (stranger) {
                change.strangers.add(contact.id());
            }
        }
        return change.result();
    }

    /** Returns the keys whose contacts differ in another set. */
    Set<PeerId> differences(ContactSet other) {
        if (this == other) {
            return Set.of();
        }
        Set<PeerId> different = new HashSet<>(byId.keySet());
        different.addAll(other.byId.keySet());
        different.removeIf(
                id ->
                        Objects.equals(byId.get(id), other.byId.get(id))
                                && isStranger(id) == other.isStranger(id));
        return different;
    }

    private ContactSet with(Contact contact, boolean stranger) {
        Change change = new Change(this);
        Contact sameId = byId.get(contact.id());
        if (sameId != null) {
            change.names.remove(sameId.name());
        }
        Contact sameName = change.names.get(contact.name());
        if (sameName != null) {
            change.remove(sameName);
        }
        change.add(contact);
        if (stranger) {
            change.strangers.add(contact.id());
            change.removeOldestStrangers();
        } else {
            change.strangers.remove(contact.id());
        }
        return change.result();
    }

    /** A set in the making. */
    private static final class Change {
        private final Map<PeerId, Contact> ids;
        private final Map<PeerName, Contact> names;
        private final Set<PeerId> strangers;

        Change(ContactSet before) {
            ids = new HashMap<>(before.byId);
            names = new HashMap<>(before.byName);
            strangers = new LinkedHashSet<>(before.strangers);
        }

        boolean isTaken(PeerName name) {
            return names.keySet().stream().anyMatch(name::equalsIgnoreCase);
        }

        void add(Contact contact) {
            ids.put(contact.id(), contact);
            names.put(contact.name(), contact);
        }

        void remove(Contact contact) {
            ids.remove(contact.id());
            names.remove(contact.name());
            strangers.remove(contact.id());
        }

        void removeOldestStrangers() {
            Iterator<PeerId> oldest = strangers.iterator();
            for (int tooMany = strangers.size() - MAX_STRANGERS; tooMany > 0; tooMany--) {
                Contact stranger = ids.remove(oldest.next());
                oldest.remove();
                if (stranger != null) {
                    names.remove(stranger.name());
                }
            }
        }

        ContactSet result() {
            return new ContactSet(ids, names, strangers);
        }
    }
}
