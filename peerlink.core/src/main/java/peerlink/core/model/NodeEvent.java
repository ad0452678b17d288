package peerlink.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;

/**
 * An event of a {@link peerlink.core.Node Node}, for the listener that shows it to a user. Lines
 * for people are clean ({@link Printable#line}); a message's content is clean only as
 * {@link Message#text}.
 */
public sealed interface NodeEvent {
    /** A directory knows the peer now, or the peer's announcement has changed. */
    record PeerAppeared(Peer peer) implements NodeEvent {}

    /** No directory knows the peer any more. */
    record PeerLeft(Peer peer) implements NodeEvent {}

    /**
     * A directory's list no longer has these peers, though it never told that they left, and no
     * other directory tells of them. They are {@linkplain peerlink.core.Node#lastKnown last known}
     * from now on. Peers with a link are left out.
     */
    record PeersUnlisted(Address directory, List<Peer> peers) implements NodeEvent {
        public PeersUnlisted {
            peers = List.copyOf(peers);
        }
    }

    /**
     * The last known peers of the profile, which help while no directory answers, can't be used.
     */
    record LastKnownLost(String reason) implements NodeEvent {}

    /**
     * A message has arrived that is text or that a handler accepts. The handlers see it at about
     * the same time.
     *
     * @param peer the author, under the name by which this node knows it: never the name of a
     *     contact with another key
     * @param claimed the name that the author claims
     * @param trust {@link Trust#CHANGED} if the claimed name belongs to another key: show it, but
     *     marked
     * @param receivedAt the time of its arrival by this node's clock, as it is stored: also later
     *     runs and readers date the message by it
     * @param redelivered whether an earlier run of the profile, which was cut off, may have told of
     *     it too
     * @param shown the text to show, safe for a terminal: that of the message, or the one that a
     *     plugin has rendered; empty if a handler shows the message itself
     */
    record MessageArrived(
            Message message,
            Peer peer,
            PeerName claimed,
            Trust trust,
            Instant receivedAt,
            boolean redelivered,
            String shown)
            implements NodeEvent {
        /** Makes the event of a message that no plugin has rendered. */
        public MessageArrived(
                Message message,
                Peer peer,
                PeerName claimed,
                Trust trust,
                Instant receivedAt,
                boolean redelivered) {
            this(
                    message,
                    peer,
                    claimed,
                    trust,
                    receivedAt,
                    redelivered,
                    message.isText() ? message.text() : "");
        }
    }

    /**
     * A message has arrived that is not text and that no handler accepts: perhaps a plugin is
     * missing.
     */
    record MessageUnhandled(Message message, Peer peer) implements NodeEvent {}

    /**
     * A message that an earlier run of the profile has left in the {@link Outbox}, or that was
     * {@linkplain Outbox#letGo let go}, has arrived.
     */
    record MessageDelivered(Message message, Peer peer) implements NodeEvent {}

    /**
     * A message whose {@link peerlink.api.Delivery} no caller holds will not be delivered: the peer
     * has refused it, or it has expired.
     *
     * @param reason a line for people
     */
    record MessageFailed(Message message, Peer peer, String reason) implements NodeEvent {}

    /**
     * Messages can't be stored, for example since the disk is full. Those of peers stay with their
     * senders, and come again. Told once until they can be stored again.
     */
    record StoreFailed(String reason) implements NodeEvent {}

    /**
     * So many messages wait for a reader of the {@link peerlink.core.Journal} that the node takes
     * no new ones. Those of peers stay with their senders, and come when the reader has
     * acknowledged some, or its cursor is dropped. Told once until there is {@linkplain
     * JournalHasRoom room again}.
     */
    record JournalFull(CursorStatus cursor) implements NodeEvent {}

    /** The node takes new messages again; see {@link JournalFull}. */
    record JournalHasRoom() implements NodeEvent {}

    /**
     * The file of the contacts was removed, or has become unreadable, while the node runs. The
     * contacts in memory hold, and changes to them can't be stored. Told once each time the file
     * changes.
     */
    record ContactsUnreadable(String reason) implements NodeEvent {}

    /**
     * A peer that is no contact has sent a request, on which
     * {@link peerlink.core.Contacts#accept Contacts.accept} or
     * {@link peerlink.core.Contacts#block Contacts.block} decides.
     */
    record RequestArrived(ContactRequest request) implements NodeEvent {}

    /**
     * The node does not listen at an address of its settings, or no longer: nobody can open a link
     * to it there.
     *
     * @param reason a line for people
     */
    record ListeningEnded(Address address, String reason) implements NodeEvent {}

    /** The node listens at an address again. */
    record ListeningResumed(Address address) implements NodeEvent {}

    /** A registry of an invite is used from now on, also by later runs of the profile. */
    record RegistryAdded(Address registry) implements NodeEvent {}

    /**
     * A registry of an invite is not used, or not by later runs of the profile.
     *
     * @param reason a line for people
     */
    record RegistryNotAdded(Address registry, String reason) implements NodeEvent {}

    /** The directory is connected. */
    record DirectoryConnected(Address directory) implements NodeEvent {}

    /**
     * The directory is out of reach; the node goes on trying. Told once until it is connected
     * again.
     */
    record DirectoryLost(Address directory, String reason) implements NodeEvent {}

    /**
     * The directory refuses this node's registration, for example since its name belongs to another
     * key. The node asks again. Told once until the reason changes, or the registration was
     * {@linkplain RegistrationGranted granted}.
     *
     * @param code as in {@link peerlink.api.RefusedException#code}
     */
    record RegistrationRefused(Address directory, String code, String reason)
            implements NodeEvent {}

    /** The directory has accepted this node's registration, which it had refused. */
    record RegistrationGranted(Address directory) implements NodeEvent {}

    /**
     * The directory has this node's registration, and tells of another process that has registered
     * with the same key before and is alive. Searches find this node, and the other process was
     * told so. Told once until the directory has refused this node.
     */
    record RegistrationConflict(Address directory, String reason) implements NodeEvent {}

    /**
     * A directory gives another key for a name that stands for a known one. Nothing is sent to the
     * name until {@link peerlink.core.Contacts#trust Contacts.trust} is called with one of the
     * keys. Told only of the first other key.
     */
    record IdentityChanged(PeerName name, PeerId known, PeerId found) implements NodeEvent {}

    /**
     * A peer that wrote claims a name that stands for another key. The name still stands for the
     * known one, or any peer could cut the user off from a contact;
     * {@link peerlink.core.Contacts#trust Contacts.trust} with the found key gives it the name.
     * Told once a key and name.
     */
    record NameClaimed(PeerName name, PeerId known, PeerId found) implements NodeEvent {}

    /**
     * Another key answered at the addresses of a contact, and the contact at none. Nothing was sent
     * to that key, nor will be; {@link peerlink.core.Contacts#trust Contacts.trust} with the found
     * key puts it into the contact's place. Told once a key and name.
     */
    record AnotherKeyAnswered(PeerName name, PeerId known, PeerId found) implements NodeEvent {}

    /**
     * The user has decided about contacts, here or in another process of the profile: names may
     * stand for other keys now.
     */
    record ContactsChanged() implements NodeEvent {}

    /** A link for messages is open. */
    record LinkOpened(Peer peer, LinkInfo link) implements NodeEvent {}

    /** A link for messages has ended. */
    record LinkClosed(Peer peer, String reason) implements NodeEvent {}

    /**
     * A plugin has a notice for the user.
     *
     * @param kind the kind of event that it tells programs of; empty if it is for people alone
     * @param fields the event for programs: texts, numbers, booleans, times, lists and maps
     * @param isAlert whether it calls for the user's attention
     */
    record Notice(
            String plugin, String text, String kind, Map<String, Object> fields, boolean isAlert)
            implements NodeEvent {
        public Notice {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** Makes a notice for people alone. */
        public Notice(String plugin, String text) {
            this(plugin, text, "", Map.of(), false);
        }
    }

    /**
     * A plugin has sent a message in the user's name, such as a bot's answer. It may still wait for
     * the peer.
     */
    record PluginSent(String plugin, Message message, Peer peer) implements NodeEvent {}

    /**
     * A plugin's long task has made progress. Told ten times a second at most.
     *
     * @param task tells tasks apart; a node never uses one twice
     * @param total the amount of the whole task; 0 if unknown
     * @param unit the unit of all amounts, in the plural: {@code bytes} or another
     * @param rate the amount that was done in the last second or so, for a second; 0 if unknown
     * @param idle the time since it last made progress
     * @param finished whether the task has ended, well or not; its last event
     */
    record ProgressChanged(
            String plugin,
            long task,
            String title,
            long done,
            long total,
            String unit,
            double rate,
            Duration idle,
            boolean finished)
            implements NodeEvent {}

    /**
     * A plugin's text that stays on the screen has changed, or is to go.
     *
     * @param item tells the texts apart; a node never uses one twice
     * @param text one line, safe for a terminal; empty if it is gone
     * @param gone whether it is gone; its last event
     */
    record StatusChanged(String plugin, long item, String text, boolean gone)
            implements NodeEvent {}

    /** The configuration for plugins has changed, and can't be read; the one before holds. */
    record PluginSettingsUnreadable(String reason) implements NodeEvent {}

    /**
     * A plugin has come, gone or changed while the node runs, or waits for the user when the node
     * has started. Not told of plugins that start or end with the node.
     */
    record PluginChanged(PluginStatus plugin) implements NodeEvent {}

    /** A plugin could not be started, or its code threw an exception. */
    record PluginFailed(String plugin, String reason) implements NodeEvent {}
}
