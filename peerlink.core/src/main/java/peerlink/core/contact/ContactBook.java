package peerlink.core.contact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.UntrustedPeerException;
import peerlink.core.model.Contact;
import peerlink.core.model.StandInName;
import peerlink.core.model.Trust;

/**
 * Holds the contacts in memory and keeps them in step with their file. Safe for use by several
 * threads; reading never blocks.
 */
public final class ContactBook {
    /**
     * @param ids the keys whose contacts have changed
     */
    private record Replaced(ContactSet after, Set<PeerId> ids) {}

    private final ContactFile file;
    private volatile ContactFile.Stamp seen;
    private volatile ContactSet contacts;

    /** Tells whether the file was removed, which is reported once. */
    private volatile boolean isGone;

    private volatile Consumer<Set<PeerId>> onChange = _ -> {};

    private ContactBook(ContactFile file, ContactFile.Stamp seen, ContactSet contacts) {
        this.file = file;
        this.seen = seen;
        this.contacts = contacts;
    }

    public static ContactBook open(Path directory) throws IOException {
        ContactFile file = new ContactFile(directory);
        // the stamp first: a change between the two is read again, and not missed
        ContactFile.Stamp stamp = file.stamp();
        return new ContactBook(file, stamp, file.read());
    }

    public List<Contact> all() {
        return contacts.all();
    }

    @Nullable
    public Contact byId(PeerId id) {
        return contacts.byId(id);
    }

    @Nullable
    public Contact byName(PeerName name) {
        return contacts.byName(name);
    }

    /** Returns a contact for whose name a directory gave this key, or null. */
    @Nullable Contact byFound(PeerId found) {
        return contacts.byFound(found);
    }

    /** Returns the contact whose name another key puts in doubt, or null. */
    @Nullable Contact owner(PeerName name) {
        return contacts.owner(name);
    }

    /**
     * Returns the name under which a key that claims one is shown: never the name of a contact with
     * another key.
     */
    public PeerName nameOf(PeerId id, PeerName claimed) {
        return contacts.nameOf(id, claimed);
    }

    /** Returns a stand-in name for the id, which no contact has. */
    public PeerName freeStandIn(PeerId id) {
        return contacts.freeStandIn(id);
    }

    /**
     * Returns the trust of a key that writes under this name. Another key that a directory gives
     * for a contact's name puts the name in doubt, not the contact's key.
     */
    public Trust trustOfWriter(PeerId id, PeerName claimed) {
        ContactSet now = contacts;
        Contact contact = now.byId(id);
        if (contact != null) {
            return contact.settled().trust();
        }
        return now.owner(claimed) == null ? Trust.UNVERIFIED : Trust.CHANGED;
    }

    /** Returns the trust as {@link peerlink.core.Contacts#trustOf Contacts.trustOf} says. */
    public Trust trustOf(Peer peer) {
        ContactSet now = contacts;
        Contact contact = now.byId(peer.id());
        if (contact != null) {
            return contact.trust();
        }
        return now.owner(peer.name()) == null
                        && now.byFound(peer.id()) == null
                        && !StandInName.isOf(peer.id(), peer.name())
                ? Trust.UNVERIFIED
                : Trust.CHANGED;
    }

    /** Refuses a peer to which nothing may be sent. */
    public void requireTrusted(Peer peer) throws UntrustedPeerException {
        TrustRules.requireTrusted(contacts, peer);
    }

    /** Changes the contacts, in memory and on disk, and returns the result. */
    public ContactSet update(ContactFile.Change change) throws IOException {
        Replaced replaced = replace(change);
        if (!replaced.ids().isEmpty()) {
            onChange.accept(replaced.ids());
        }
        return replaced.after();
    }

    /**
     * Changes the contacts as {@link #update} does, but leaves the disk alone if nothing changes.
     */
    void updateIfNeeded(ContactFile.Change change) throws IOException {
        ContactSet now = contacts;
        if (change.make(now) != now) {
            update(change);
        }
    }

    /**
     * Sets the listener for the keys whose contacts have changed, were added or removed, by this
     * process or another one. It runs on the thread that noticed, perhaps on several at once.
     */
    public void onChange(Consumer<Set<PeerId>> listener) {
        onChange = listener;
    }

    /**
     * Takes over the changes of another process, if there are any. Costs next to nothing otherwise.
     *
     * @return whether the file was written since the last call, be it by this process
     * @throws IOException if it can't be read; that is told once, and the contacts stay as they
     *     were
     */
    public boolean refresh() throws IOException {
        ContactFile.Stamp now = file.stamp();
        boolean wasGone = isGone;
        isGone = isGone(now);
        if (isGone && wasGone || !isGone && now.equals(seen)) {
            return false;
        }
        try {
            update(same -> same);
        } finally {
            // not before: a caller meanwhile must not go by the old contacts
            seen = now;
        }
        return true;
    }

    /**
     * Refuses to take a removed file for no contacts. Every verified or blocked peer would be a
     * stranger again, and the next change would make that last.
     */
    private void requirePresent(ContactFile.Stamp now) throws IOException {
        if (isGone(now)) {
            throw new IOException(
                    file
                            + " was removed while it was in use (put it back, or start again to begin anew)");
        }
    }

    private boolean isGone(ContactFile.Stamp now) {
        return now.equals(ContactFile.Stamp.NO_FILE) && !contacts.all().isEmpty();
    }

    /**
     * Changes the contacts in memory and on disk, one thread at a time, so that the last ones read
     * are the newest.
     */
    private synchronized Replaced replace(ContactFile.Change change) throws IOException {
        requirePresent(file.stamp());
        ContactSet before = contacts;
        contacts = file.update(change);
        return new Replaced(contacts, contacts.differences(before));
    }
}
