package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.UntrustedPeerException;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.model.Contact;
import peerlink.core.model.EventSink;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

/**
 * Answers questions about the peers that this node knows: its contacts, the peers that directories
 * list now, and those that they listed before. Notices when a name changes its key. Safe for use by
 * several threads; reading never blocks for long.
 *
 * <p>The file is longer than most, as it is the one place that is asked about a peer.
 */
public final class Peers {
    private static final System.Logger LOG = System.getLogger(Peers.class.getName());

    private final PeerId self;
    private final ContactBook contacts;
    private final KeyPinning pinning;
    private final Presence presence;
    private final LastKnownTable lastKnown;
    private final EventSink events;
    private volatile Predicate<PeerId> isLinked = _ -> false;
    private volatile Supplier<List<Peer>> linked = List::of;

    public Peers(
            PeerId self,
            ContactBook contacts,
            KeyPinning pinning,
            Presence presence,
            LastKnownTable lastKnown,
            EventSink events) {
        this.self = self;
        this.contacts = contacts;
        this.pinning = pinning;
        this.presence = presence;
        this.lastKnown = lastKnown;
        this.events = events;
    }

    /**
     * Sets the source of the links for messages with peers. A linked peer counts as present,
     * whatever directories tell.
     *
     * @param test tells whether there is a link with a peer
     * @param all returns the linked peers, by the names that they claim
     */
    public void linked(Predicate<PeerId> test, Supplier<List<Peer>> all) {
        isLinked = test;
        linked = all;
    }

    public PeerId self() {
        return self;
    }

    @Nullable
    public Contact contact(PeerId id) {
        return contacts.byId(id);
    }

    public boolean isContact(PeerId id) {
        return contacts.byId(id) != null;
    }

    /** Returns the contact that a name stands for, or null. */
    @Nullable Contact contact(PeerName name) {
        return contacts.byName(name);
    }

    /**
     * Takes over the changes that other processes of the profile have made to the contacts.
     *
     * @throws IOException if the contacts can't be read; they stay as they were
     */
    public void refreshContacts() throws IOException {
        contacts.refresh();
    }

    /** Refuses a peer to which nothing may be sent. */
    public void requireTrusted(Peer peer) throws UntrustedPeerException {
        contacts.requireTrusted(peer);
    }

    /**
     * Makes a peer that is written to a contact, unless it is one, or its name belongs to another
     * one.
     */
    public void pin(Peer peer) throws IOException {
        pinning.pin(peer);
    }

    /** Stores the addresses at which a peer was reached, if it is a contact. */
    void reached(PeerId id, List<Address> addresses) throws IOException {
        pinning.reached(id, addresses);
    }

    /** Returns all peers that directories tell of, under the names that they claim. */
    public List<Peer> listed() {
        return presence.all();
    }

    /** Returns a peer as directories tell of it, or null if none does. */
    @Nullable Peer listed(PeerId id) {
        return presence.byId(id);
    }

    /** Tells whether a directory that can be reached tells of a peer. */
    boolean isPresent(PeerId id) {
        return presence.isPresent(id);
    }

    /** Tells whether a directory of this kind tells of a peer. */
    public boolean isListed(PeerId id, Predicate<Address> directory) {
        return presence.isTold(id, directory);
    }

    /**
     * Returns the peers that directories told of last, also to an earlier run of the node; the
     * latest first.
     */
    public List<Peer> listedBefore() {
        return lastKnown.all().stream().map(LastKnown::peer).toList();
    }

    /** Returns a peer as directories told of it last; null if none did, or if the peer has left. */
    @Nullable Peer listedBefore(PeerId id) {
        return lastKnown.byId(id);
    }

    /**
     * Tells whether a claimed name could be taken for that of another peer that is a contact, is
     * listed, or is shown by that name.
     */
    public boolean isAnothers(PeerName claimed, PeerId id) {
        return contacts.all().stream().anyMatch(one -> one.name().equalsIgnoreCase(claimed))
                || presence.isAnothers(claimed, id)
                || pinning.isStandInOfAnother(claimed, id);
    }

    /** Returns a stand-in name for the id, which no contact has. */
    public PeerName freeStandIn(PeerId id) {
        return contacts.freeStandIn(id);
    }

    /** Tells whether there is a link for messages with a peer. */
    boolean isLinked(PeerId id) {
        return isLinked.test(id);
    }

    /**
     * Tells whether a peer is present: a directory that can be reached tells of it, or there is a
     * link with it.
     */
    boolean isThere(PeerId id) {
        return presence.isPresent(id) || isLinked(id);
    }

    /** Returns the {@linkplain #isThere present} peers, by name. */
    public List<Peer> online() {
        Map<PeerId, Peer> all = new HashMap<>();
        linked.get().forEach(peer -> all.put(peer.id(), peer));
        lastKnown.all().forEach(known -> all.put(known.peer().id(), known.peer()));
        presence.all().forEach(peer -> all.put(peer.id(), peer));
        return all.values().stream()
                .filter(peer -> isThere(peer.id()))
                .map(peer -> known(peer.id(), peer.name()))
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    /** Returns the peers with which there is a link for messages, in no order. */
    List<Peer> linked() {
        return linked.get().stream().map(this::known).toList();
    }

    /** Returns the peers that are not present, but are not known to have left; the latest first. */
    public List<LastKnown> away() {
        return lastKnown.all().stream()
                .filter(known -> !isThere(known.peer().id()) && admits(known.peer().id()))
                .map(known -> new LastKnown(known(known.peer()), known.at()))
                .toList();
    }

    /** Returns the contacts and the peers online, by name. */
    public List<Peer> all() {
        Map<PeerId, Peer> all = new HashMap<>();
        presence.all().forEach(peer -> all.put(peer.id(), known(peer.id(), peer.name())));
        contacts.all()
                .forEach(contact -> all.put(contact.id(), known(contact.id(), contact.name())));
        return all.values().stream()
                .sorted(Comparator.comparing(Peer::name).thenComparing(Peer::id))
                .toList();
    }

    public Peer known(PeerId id, PeerName claimed) {
        return known(new Peer(id, claimed, List.of()));
    }

    /**
     * Returns a peer by the name that this node has for it, or else by the one that it claims, at
     * all known addresses. If the claim is the name of a contact with another key, the name is a
     * stand-in name, so that nobody who sees or answers the peer takes it for the contact.
     */
    public Peer known(Peer claimed) {
        PeerId id = claimed.id();
        Contact contact = contacts.byId(id);
        Peer online = presence.byId(id);
        Peer peer =
                contact == null
                        ? Presence.named(claimed, contacts.nameOf(id, claimed.name()))
                        : Presence.merge(contact.peer(), claimed);
        return online == null ? peer : Presence.merge(Presence.named(online, peer.name()), peer);
    }

    /** Returns a peer that was found before, by the name that this node now has for it. */
    public Peer now(Peer before) {
        Peer online = presence.byId(before.id());
        return known(
                online == null ? before : new Peer(before.id(), online.name(), before.addresses()));
    }

    /**
     * Returns the peers that go by exactly this name: by their claim, or by the name that this node
     * has for them.
     */
    public List<Peer> goingBy(String name, Collection<Peer> claimed) {
        return claimed.stream().filter(peer -> goesBy(peer, name, String::equals)).toList();
    }

    /** Returns the same peers as {@link #goingBy}, but ignores case. */
    public List<Peer> goingByLike(String name, Collection<Peer> claimed) {
        return claimed.stream()
                .filter(peer -> goesBy(peer, name, String::equalsIgnoreCase))
                .toList();
    }

    private boolean goesBy(Peer claimed, String name, BiPredicate<String, String> same) {
        if (same.test(contacts.nameOf(claimed.id(), claimed.name()).text(), name)) {
            return true;
        }
        Contact contact = contacts.byId(claimed.id());
        boolean labelled = contact != null && contact.called() != null;
        return !labelled && same.test(claimed.name().text(), name);
    }

    /** Tells whether the peer may open links. */
    public boolean admits(PeerId peer) {
        Contact contact = contacts.byId(peer);
        return contact == null || contact.trust() != Trust.BLOCKED;
    }

    /** Notes that a peer has written, and returns its trust. */
    public Trust met(PeerId id, PeerName claimed) {
        Trust trust = contacts.trustOfWriter(id, claimed);
        if (trust == Trust.CHANGED) {
            Contact contact = pinning.claim(claimed, id);
            if (contact != null) {
                events.post(new NodeEvent.NameClaimed(contact.name(), contact.id(), id));
            }
        } else {
            try {
                pinning.pinStranger(claimed(id, claimed));
            } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                LOG.log(Level.DEBUG, "the node ended before a new contact was kept");
            } catch (IOException e) {
                LOG.log(Level.ERROR, "can't keep a new contact", e);
            }
        }
        return trust;
    }

    /** Notes that a directory gave a key for a name. */
    void answered(PeerName name, PeerId id) {
        try {
            Contact contact = pinning.changed(name, id);
            if (contact != null) {
                events.post(new NodeEvent.IdentityChanged(contact.name(), contact.id(), id));
            }
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            LOG.log(Level.DEBUG, "the node ended before a changed key was noted");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "can't keep that the key of a contact has changed", e);
        }
    }

    /** Notes that only another key answered at a peer's addresses. */
    void mismatched(PeerId expected, PeerId found) {
        Contact contact = pinning.mismatch(expected, found);
        if (contact != null) {
            events.post(new NodeEvent.AnotherKeyAnswered(contact.name(), expected, found));
        }
    }

    public Peer claimed(PeerId id, PeerName name) {
        Peer online = presence.byId(id);
        return new Peer(id, name, online == null ? List.of() : online.addresses());
    }
}
