package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.MessageHandler;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Protocol;
import peerlink.api.Transport;
import peerlink.api.UntrustedPeerException;

/**
 * A running peer: it listens, is found through its directories, exchanges messages and runs plugins. Safe for use by
 * several threads.
 *
 * <p>Where a method takes a {@code nameOrId}, a {@link PeerId} is that peer, anything else the name of a contact, or of a
 * peer that is online.
 */
public final class Node implements Messenger, AutoCloseable {
    private Node() {}

    /** Returns a builder for a node of this identity, which goes by this name. */
    public static Builder builder(Identity identity, PeerName name) {
        return new Builder();
    }

    @Override
    public Peer self() {
        throw new IllegalStateException();
    }

    @Override
    public List<Peer> peers() {
        throw new IllegalStateException();
    }

    /** Returns the peers that a directory has told of and that have not left, by name. Never blocks. */
    public List<Peer> online() {
        throw new IllegalStateException();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The directories are asked in their order; what they answer is merged with what is known.
     */
    @Override
    public Peer find(String nameOrId) throws IOException {
        throw new IllegalStateException();
    }

    @Override
    public Conversation conversation(Peer peer) {
        throw new IllegalStateException();
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        throw new IllegalStateException();
    }

    /**
     * Returns an invite to this node.
     *
     * @throws IllegalStateException if it listens on no address that others could use
     */
    public Invite invite() {
        throw new IllegalStateException();
    }

    /**
     * Adds the invite's peer to the contacts, verified since the invite carries its key, and connects to it.
     *
     * @return the peer
     * @throws IllegalArgumentException if it is this node's own invite
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with another key
     * @throws PeerUnavailableException if it can't be reached; it is a contact all the same
     */
    public Peer connect(Invite invite) throws IOException {
        throw new IllegalStateException();
    }

    /** Returns the contacts, by name. Never blocks. */
    public List<Contact> contacts() {
        throw new IllegalStateException();
    }

    /**
     * Vouches for a contact. One whose key has changed takes on the new key, {@linkplain Trust#UNVERIFIED unverified}; any
     * other becomes {@linkplain Trust#VERIFIED verified}. An id that is no contact's but whose peer claims a contact's name
     * takes that contact's place, unverified.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public Contact trust(String nameOrId) throws IOException {
        throw new IllegalStateException();
    }

    /**
     * Closes the links with a peer and refuses it from now on. One who is no contact yet becomes a blocked one.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if nobody is known by that name
     * @throws IOException if the contacts can't be written
     */
    public Contact block(String nameOrId) throws IOException {
        throw new IllegalStateException();
    }

    /**
     * Lets a blocked peer in again, as an unverified contact. Does nothing if it isn't blocked.
     *
     * @return the contact as it is now
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public Contact unblock(String nameOrId) throws IOException {
        throw new IllegalStateException();
    }

    /**
     * Removes a contact; its name is free for the next key that uses it.
     *
     * @throws PeerUnavailableException if there is no such contact
     * @throws IOException if the contacts can't be written
     */
    public void forget(String nameOrId) throws IOException {
        throw new IllegalStateException();
    }

    /** Returns how it stands with each directory, in their order. Never blocks. */
    public List<DirectoryStatus> directories() {
        throw new IllegalStateException();
    }

    /** Returns the links with a peer that are open now, the oldest first. Never blocks. */
    public List<LinkInfo> links(PeerId peer) {
        throw new IllegalStateException();
    }

    /** Returns how it stands with each plugin, by name. */
    public List<PluginStatus> plugins() {
        throw new IllegalStateException();
    }

    /** Returns the commands that plugins have added, by name. Never blocks. */
    public List<Command> commands() {
        throw new IllegalStateException();
    }

    /**
     * Ends the node: deregisters, waits up to two seconds for messages to be acknowledged, stops the plugins, closes all
     * links. The last events are told before it returns. Does nothing the second time. Takes three seconds at most.
     */
    @Override
    public void close() {
        throw new IllegalStateException();
    }

    /** Gathers what a {@link Node} needs. Not safe for use by several threads. */
    public static final class Builder {
        private Builder() {}

        /** Sets the profile's folder, for the contacts and the plugins' data. Required. */
        public Builder dataDirectory(Path directory) {
            return this;
        }

        /** Sets the ways to carry frames, one for each scheme. Required. */
        public Builder transports(Collection<Transport> transports) {
            return this;
        }

        /** Sets the ways of finding peers, one for each scheme. */
        public Builder discoveries(Collection<Discovery> discoveries) {
            return this;
        }

        /** Sets message handlers besides those that plugins register. */
        public Builder handlers(Collection<MessageHandler> handlers) {
            return this;
        }

        /** Sets where to listen; {@code tls://127.0.0.1:0} if never called. */
        public Builder listen(Address... addresses) {
            return this;
        }

        /** Sets the directories to register in and to ask, in this order. */
        public Builder directories(Address... addresses) {
            return this;
        }

        /**
         * Makes the node neither listen nor register: for a command that asks or sends something and ends. Nobody finds such
         * a node, and nobody is sent messages over its links but in the same identity's name.
         */
        public Builder hidden() {
            return this;
        }

        /** Sets the folders in which plugins lie. */
        public Builder pluginFolders(List<Path> folders) {
            return this;
        }

        /** Sets what the user has configured for plugins, by the plugin's name. */
        public Builder pluginSettings(Map<String, Map<String, String>> settings) {
            return this;
        }

        /** Sets the names that no plugin's command may take, without the slash. */
        public Builder reservedCommands(Collection<String> names) {
            return this;
        }

        /**
         * Sets who is told of events: one call at a time, in order, on a thread of the node's. It may block for a while; a
         * message that nobody was told of is not lost, but its sender has to wait. What it throws is logged.
         */
        public Builder onEvent(Consumer<NodeEvent> listener) {
            return this;
        }

        /**
         * Starts the node. Directories that are out of reach, and plugins that fail, give events only.
         *
         * @throws IOException if it can't listen, or the contacts can't be read
         * @throws IllegalArgumentException if no transport or discovery serves an address, or an address isn't one of its
         *     kind
         */
        public Node start() throws IOException {
            throw new IllegalStateException();
        }
    }
}
