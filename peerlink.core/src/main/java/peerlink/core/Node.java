package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Conversation;
import peerlink.api.History;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.Messenger;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Protocol;
import peerlink.api.UntrustedPeerException;
import peerlink.api.Visibility;
import peerlink.core.model.Attempt;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.Dial;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Invite;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginSettingsSource;
import peerlink.core.model.PluginStatus;
import peerlink.core.peer.PeerSearch;
import peerlink.core.peer.Peers;
import peerlink.core.plugin.GivenPlugin;
import peerlink.core.plugin.PluginEnvironment;
import peerlink.core.session.KeyedSending;
import peerlink.core.session.MessageLink;
import peerlink.core.session.PeerConversation;
import peerlink.core.session.Sessions;

/**
 * A running peer: it listens, is found through its directories, exchanges messages and runs
 * plugins. Safe for use by several threads.
 *
 * <p>The file is longer than most, as each service of a node has a method of a line or two, and
 * its description.
 */
public final class Node implements Messenger, AutoCloseable {
    private final Identity identity;
    private final PeerName name;
    private final Visibility visibility;
    private final NodeWiring parts;
    private final Peers peers;
    private final PeerSearch search;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Diagnosis diagnosis;
    private final PluginEnvironment environment;
    private final List<Path> pluginFolders;
    private final Optional<Path> userPluginFolder;
    private final PluginSettingsSource pluginSettingsSource;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param parts the node's parts, which it ends
     */
    Node(NodeSettings settings, NodeWiring parts) {
        this.identity = settings.identity;
        this.name = settings.name;
        this.visibility = settings.visibility;
        this.parts = parts;
        this.peers = parts.peers;
        this.search = new PeerSearch(name, peers, parts.directories);
        this.sessions = parts.sessions;
        this.outbox = new Outbox(sessions, peers);
        this.diagnosis = new Diagnosis(settings, parts);
        this.environment = parts.environment(this);
        this.pluginSettingsSource = settings.pluginSettingsSource;
        this.pluginFolders = settings.startsPlugins ? settings.pluginFolders.all() : List.of();
        this.userPluginFolder =
                settings.startsPlugins ? settings.pluginFolders.user() : Optional.empty();
    }

    /** {@inheritDoc} Its addresses are those of now: they change with the machine's network. */
    @Override
    public Peer self() {
        return new Peer(identity.id(), name, parts.candidates.now());
    }

    @Override
    public List<Peer> peers() {
        return peers.all();
    }

    /**
     * Returns the peers of which a directory tells that is connected now, and those with which
     * there is a link for messages; by name. Never blocks for long.
     */
    public List<Peer> online() {
        return peers.online();
    }

    /**
     * Returns the peers that are not {@link #online} but of which a directory has told in the last
     * 30 days, also to an earlier run of the profile's node, and none that they left. They may be
     * there while no directory answers, or one has forgotten them. The latest first, 1,000 at most,
     * without the blocked ones. Never blocks for long.
     */
    public List<LastKnown> lastKnown() {
        return peers.away();
    }

    /**
     * Asks the directories for all peers that they list, and adds those with which there is a link
     * for messages.
     *
     * @return the peers by name, without this node
     * @throws IOException if there are directories, none could be asked, and there is no link
     */
    public List<Peer> browse() throws IOException {
        return search.everyone();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The directories are asked in their order; their answers are merged with the known peers. A
     * name may also be the stand-in name of a peer that claims a contact's.
     */
    @Override
    public Peer find(String nameOrId) throws IOException {
        return search.find(nameOrId);
    }

    /**
     * Returns a peer that was found before, by the name that this node has for it now, and at all
     * addresses that it knows. Never blocks.
     */
    public Peer known(Peer peer) {
        return peers.now(peer);
    }

    @Override
    public Conversation conversation(Peer peer) {
        return new PeerConversation(sessions::send, peers, peers.known(peer));
    }

    @Override
    public Link open(Peer peer, Protocol protocol) throws IOException {
        return parts.openLinks.opened(parts.dialer.dial(peer, protocol));
    }

    /**
     * Returns an invite to this node as it can be reached now: by its addresses, its places at
     * relays and the registries that have it, as far as these have proved their keys.
     *
     * @throws IllegalStateException if no peer could use any of them
     */
    public Invite invite() {
        try {
            return Invite.of(
                    name, parts.candidates.now(), identity.id(), parts.directories.pinned());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "this node listens nowhere that an invite could name", e);
        }
    }

    /**
     * Adds the invite's peer to the contacts, verified since the invite carries its key.
     *
     * <p>The node uses the invite's registries from now on, besides its own directories, and keeps
     * them in the profile ({@link InvitedRegistries}); {@link NodeEvent.RegistryNotAdded} tells of
     * one that it does not use or keep. Only their keys are believed.
     *
     * @return the peer
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with
     *     another key
     * @throws NameTakenException if the user has given the name to another peer
     * @throws PeerUnavailableException if it is this node's own invite
     */
    public Peer add(Invite invite) throws IOException {
        Peer peer = parts.contacts.prove(invite.peer());
        parts.use(invite);
        return peer;
    }

    /**
     * Adds the invite's peer as {@link #add} does, and connects to it.
     *
     * @return the peer
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with
     *     another key
     * @throws NameTakenException if the user has given the name to another peer
     * @throws PeerUnavailableException if it can't be reached, but is a contact all the same; or if
     *     it is this node's own invite
     */
    public Peer connect(Invite invite) throws IOException {
        Peer peer = add(invite);
        sessions.connect(peer);
        return peer;
    }

    /**
     * Returns the requests that wait for {@link Contacts#accept} or {@link Contacts#block}, the
     * oldest first. Never blocks.
     */
    public List<ContactRequest> requests() {
        return parts.requests.all();
    }

    /** Returns our messages that their peers have not acknowledged. */
    public Outbox outbox() {
        return outbox;
    }

    /** Returns the profile's folder. */
    public Path dataDirectory() {
        return parts.dataDirectory;
    }

    /**
     * Returns the journal of the profile. A node that only {@linkplain NodeBuilder looks} has an
     * empty one.
     */
    public Journal journal() {
        return parts.journal;
    }

    /**
     * Sends a message, unless one was sent with the same key in the last seven days, by this
     * process of the profile or another. A caller that does not know whether a call has worked, as
     * it was cut off, makes it again. The key is stored with the message, and stays when that is
     * cancelled, refused or expires. Keys before the last 10,000 are forgotten.
     *
     * @param key 1 to 128 printable ASCII characters without a blank
     * @return the message; without its delivery if an earlier call has sent it: {@link
     *     Outbox#delivery} has that while it waits
     * @throws IllegalArgumentException if it is no key
     * @throws IOException if the message can't be sent, or the key was used for one to another peer
     */
    public KeyedMessage send(Peer peer, String type, Bytes content, String key) throws IOException {
        KeyedSending.Sent sent =
                sessions.send(peers.now(peer), type, content, new KeyedSending.Key(key));
        return new KeyedMessage(sent.messageId(), sent.delivery(), sent.failure());
    }

    /**
     * Returns the message that was sent with a key in the last seven days. It waits, if {@link
     * Outbox#delivery} has it; otherwise it was given up, or delivered.
     *
     * @throws IllegalArgumentException if it is no key
     * @throws IOException if the keys can't be read
     */
    public Optional<KeyedMessage> sent(String key) throws IOException {
        return sessions.sent(new KeyedSending.Key(key))
                .map(one -> new KeyedMessage(one.messageId(), Optional.empty(), one.failure()));
    }

    /**
     * Returns the text to show for a message, safe for a terminal: its own, or the one that a
     * plugin renders, for which it waits a moment; empty if no plugin that runs now knows the type.
     */
    public String shown(Message message) throws InterruptedException {
        return parts.renderers
                .rendered(message)
                .orElseGet(() -> message.isText() ? message.text() : "");
    }

    /**
     * Returns the history of the profile's conversations that a plugin provides now. Its {@link
     * History#find} takes five seconds at most.
     */
    public Optional<History> history() {
        return environment.history();
    }

    /** Returns the contacts of this node, and the user's decisions about them. */
    public Contacts contacts() {
        return parts.contacts;
    }

    /** Returns the visibility that this node asks of its directories. */
    public Visibility visibility() {
        return visibility;
    }

    /** Returns the status of each directory, in their order. Never blocks. */
    public List<DirectoryStatus> directories() {
        return parts.directories.statuses();
    }

    /**
     * Opens a link for messages with a peer, unless there is one, and returns its description.
     *
     * @throws UntrustedPeerException if the peer is blocked, or its name is a contact's with
     *     another key
     * @throws PeerUnavailableException if it can't be reached
     */
    public LinkInfo reach(Peer peer) throws IOException {
        return sessions.connect(peer);
    }

    /** Returns the links with a peer that are open now, the oldest first. Never blocks. */
    public List<LinkInfo> links(PeerId peer) {
        return Stream.concat(
                        sessions.links(peer).stream().map(MessageLink::info),
                        parts.openLinks.with(peer).stream())
                .toList();
    }

    /**
     * Returns the tries of the last dial of a peer, at each address, or of the one under way, in
     * the order of their beginning. Never blocks.
     */
    public List<Attempt> attempts(PeerId peer) {
        return parts.dialer.attempts(peer);
    }

    /**
     * Returns the last dial of a peer, with the tries, or the one under way; empty if there was
     * none. Never blocks.
     */
    public Optional<Dial> lastDial(PeerId peer) {
        return parts.dialer.last(peer);
    }

    /** Returns the directories that can be reached now and tell of a peer. Never blocks. */
    public List<Address> listedBy(PeerId peer) {
        return directories().stream()
                .filter(DirectoryStatus::connected)
                .map(DirectoryStatus::address)
                .filter(directory -> peers.isListed(peer, directory::equals))
                .toList();
    }

    /**
     * Measures the round trip of a link for messages: to the peer's node and back, with what either
     * node was about to write before.
     *
     * @param patience the longest wait for the answer
     * @return empty if it is a link of a plugin, has ended, or does not answer in time
     */
    public Optional<Duration> roundTrip(LinkInfo link, Duration patience)
            throws InterruptedException {
        return sessions.roundTrip(link, patience);
    }

    /** Returns the ways in which this node can be reached, and is seen by others. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }

    /** Returns the status of each plugin, by name. */
    public List<PluginStatus> plugins() {
        return Stream.concat(
                        parts.plugins.statuses().stream(),
                        parts.givenPlugins.stream().map(GivenPlugin::status))
                .sorted(Comparator.comparing(PluginStatus::name))
                .toList();
    }

    /**
     * Hands the plugins the user's configuration as it is now, by the plugin's name. Never blocks.
     *
     * @return done when all of them have heard of it, or have ended
     */
    public CompletableFuture<?> pluginSettings(Map<String, Map<String, String>> settings) {
        return parts.change(settings);
    }

    /** Returns the changes that the user can make to the plugins while the node runs. */
    public PluginControl pluginControl() {
        return new PluginControl(parts.plugins.changes(), pluginSettingsSource);
    }

    /** Returns the folders of the plugins that the node starts; none if it starts none. */
    public List<Path> pluginFolders() {
        return pluginFolders;
    }

    /** Returns the folder of the user's plugins, if the node starts them. */
    public Optional<Path> userPluginFolder() {
        return userPluginFolder;
    }

    /** Returns the names of the plugins that filter messages now. Never blocks. */
    public Set<String> filteringPlugins() {
        return parts.filters.plugins();
    }

    /** Returns the commands that plugins have added, by name. Never blocks. */
    public List<Command> commands() {
        return parts.commands.all();
    }

    /**
     * Waits until nothing is under way: this node's messages that can be delivered now are
     * acknowledged, its handlers are through with the messages that have come, and the listener was
     * told of all that. A handler or task may send more meanwhile.
     *
     * @return whether it was so within the time
     */
    public boolean settle(Duration patience) throws InterruptedException {
        return parts.settle(patience);
    }

    /**
     * Ends the node. It deregisters and acknowledges no more messages, waits up to two seconds for
     * its own to be acknowledged and for the handlers to finish the received ones, stops the
     * plugins, and closes all links. The last events are told before it returns. Does nothing the
     * second time. Takes three seconds at most, or five if a plugin does not stop when told.
     */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            parts.end();
        }
    }

    /**
     * Starts the plugins, and only then lets peers find this node and the handlers begin: no
     * message is acknowledged and handled without the handlers of the plugins. The plugins can use
     * the node as a messenger meanwhile. A slow one is not awaited.
     */
    void run() throws IOException {
        parts.start(environment);
    }

    /** Returns the environment of the plugins in this node. */
    PluginEnvironment environment() {
        return environment;
    }
}
