package peerlink.core.admission;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.StandInName;
import peerlink.core.peer.Peers;
import peerlink.core.store.MessageStore;

/**
 * Keeps the requests on disk, one a peer, until the user accepts or blocks the peer. The file
 * belongs to the node that holds the profile's lock: before {@link #load} and after {@link #close}
 * it stays as it is, and no request is kept. Safe for use by several threads; reading never blocks.
 */
public final class Requests implements AutoCloseable {
    /** The number of requests that may wait. */
    static final int MAX_PENDING = 100;

    private static final System.Logger LOG = System.getLogger(Requests.class.getName());

    private final PeerName self;
    private final RequestFile file;
    private final Peers peers;
    private final EventSink events;
    private final InstantSource clock;
    private volatile Map<PeerId, RequestFile.Entry> entries = Map.of();
    private final Set<PeerId> takenOver = new HashSet<>();
    private boolean open;

    /**
     * @param self this node's own name, for the reasons that peers get
     */
    public Requests(
            PeerName self, RequestFile file, Peers peers, EventSink events, InstantSource clock) {
        this.self = self;
        this.file = file;
        this.peers = peers;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Reads the requests of earlier runs, and keeps more from now on. Applies to the store the
     * changes that an earlier run may have missed because its process died. Otherwise the senders
     * would send the requests again, and the user would have them twice.
     */
    public synchronized void load(MessageStore store) throws IOException {
        look();
        for (RequestFile.Entry entry : entries.values()) {
            MessageStore.Change.Advance told = entry.told();
            if (told != null && !knows(store, told)) {
                store.apply(told, failure -> noteUntold(entry.from(), failure));
            }
        }
        open = true;
    }

    private static boolean knows(MessageStore store, MessageStore.Change.Advance told)
            throws IOException {
        MessageStore.Position position = store.read(told.peer()).received().get(told.stream());
        return position != null && position.seq() >= told.seq();
    }

    private static void noteUntold(PeerId from, @Nullable IOException failure) {
        if (failure != null) {
            LOG.log(
                    Level.WARNING,
                    () -> "can't note that a request of " + from + " has come: it may come twice",
                    failure);
        }
    }

    /**
     * Reads the requests that the profile's node keeps, which may run beside this one. Here none is
     * added, removed or handed over.
     */
    public synchronized void look() throws IOException {
        Map<PeerId, RequestFile.Entry> read = new LinkedHashMap<>();
        file.read().forEach(entry -> read.put(entry.from(), entry));
        entries = read;
    }

    /**
     * Returns the requests that wait, the oldest first. The request of a peer that has become a
     * contact waits no more.
     */
    public List<ContactRequest> all() {
        Collection<RequestFile.Entry> now = entries.values();
        return now.stream()
                .filter(entry -> !peers.isContact(entry.from()))
                .map(entry -> request(entry, now))
                .toList();
    }

    /** Returns the peer's stored request, of a contact or not; or null. */
    synchronized RequestFile.@Nullable Entry of(PeerId id) {
        return open ? entries.get(id) : null;
    }

    /**
     * Returns the peer's stored request to be handled, unless it was taken over before; or null.
     */
    public RequestFile.@Nullable Entry takeOver(PeerId id) {
        // called for every message: hardly any peer has a request
        return entries.containsKey(id) ? takeOverKept(id) : null;
    }

    private synchronized RequestFile.@Nullable Entry takeOverKept(PeerId id) {
        RequestFile.Entry entry = of(id);
        return entry != null && takenOver.add(id) ? entry : null;
    }

    /** Returns the contacts whose stored requests were not taken over. */
    public List<PeerId> accepted() {
        return entries.keySet().stream().filter(this::isAccepted).toList();
    }

    /** Tells whether the peer is a contact whose stored request was not taken over. */
    public boolean isAccepted(PeerId id) {
        return entries.containsKey(id) && peers.isContact(id) && isLeft(id);
    }

    private synchronized boolean isLeft(PeerId id) {
        return of(id) != null && !takenOver.contains(id);
    }

    /**
     * Returns the request that waits under this id or {@linkplain ContactRequest#name name}, or
     * null.
     *
     * @throws PeerUnavailableException if there are several
     */
    @Nullable
    public ContactRequest find(String nameOrId) throws PeerUnavailableException {
        List<ContactRequest> all = all();
        List<ContactRequest> byId =
                all.stream().filter(request -> request.from().text().equals(nameOrId)).toList();
        List<ContactRequest> found =
                byId.isEmpty() ? PeerName.matching(nameOrId, all, ContactRequest::name) : byId;
        if (found.size() > 1) {
            throw new PeerUnavailableException(
                    "%d requests go by the name '%s': use an id, such as %s"
                            .formatted(
                                    found.size(),
                                    Printable.excerpt(nameOrId),
                                    found.getFirst().from()));
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Refuses a peer for whose request there would be no room. */
    void requireRoom(PeerId id) throws RefusedException {
        if (entries.containsKey(id)) {
            throw refused(
                    ChatFrame.REQUEST_PENDING,
                    "has not accepted you yet: your first message waits");
        }
        if (entries.size() >= MAX_PENDING) {
            throw refused("requests-full", "has too many first messages to answer: try later");
        }
    }

    /**
     * Keeps a request, which is on disk when this returns. The same one again changes nothing.
     *
     * @param told the change that is applied to the store afterwards
     * @throws RefusedException if the request can't be kept; nothing of it is kept then
     */
    public synchronized void keep(
            Message message, PeerName claimed, MessageStore.Change.Advance told)
            throws RefusedException {
        RequestFile.Entry known = entries.get(message.from());
        if (known != null && known.message().id().equals(message.id())) {
            return; // its acknowledgement was lost
        }
        if (!open) {
            throw notKept();
        }
        requireRoom(message.from());
        requireText(message);
        RequestFile.Entry entry =
                new RequestFile.Entry(
                        message, claimed, clock.instant().truncatedTo(ChronoUnit.MILLIS), told);
        Map<PeerId, RequestFile.Entry> after = new LinkedHashMap<>(entries);
        after.put(entry.from(), entry);
        try {
            file.write(after.values());
        } catch (IOException e) {
            LOG.log(Level.ERROR, "can't keep a request", e);
            throw notKept();
        }
        entries = after;
        if (!peers.isContact(entry.from())) {
            events.post(new NodeEvent.RequestArrived(request(entry, after.values())));
        }
    }

    /** Removes the peer's request. After {@link #close}, the profile's next node does so. */
    public synchronized void remove(PeerId id) throws IOException {
        Map<PeerId, RequestFile.Entry> after = new LinkedHashMap<>(entries);
        if (open && after.remove(id) != null) {
            file.write(after.values());
            entries = after;
            takenOver.remove(id);
        }
    }

    /** Ends the use of the file, which may be the next node's when this returns. */
    @Override
    public synchronized void close() {
        open = false;
    }

    private void requireText(Message message) throws RefusedException {
        if (!message.isText()) {
            throw noText("text alone for a first message");
        }
        try {
            if (Printable.isBlank(message.content().decodeUtf8())) {
                throw noText("no first message in which there is nothing to see");
            }
        } catch (CharacterCodingException e) {
            throw noText("UTF-8 alone for a first message");
        }
        if (message.content().size() > ContactRequest.MAX_TEXT) {
            throw refused(
                    ChatFrame.REQUEST_TOO_LONG,
                    "takes a first message of at most %d bytes, this one has %d"
                            .formatted(ContactRequest.MAX_TEXT, message.content().size()));
        }
    }

    private RefusedException notKept() {
        return refused("request-lost", "could not keep your first message: try later");
    }

    private RefusedException noText(String taken) {
        return refused(ChatFrame.REQUEST_NOT_TEXT, "takes " + taken);
    }

    private RefusedException refused(String code, String text) {
        return new RefusedException(code, self + " " + text);
    }

    /**
     * Shows a request under a name that no other peer has, so that a command means the peer that
     * the user thinks of.
     */
    private ContactRequest request(RequestFile.Entry entry, Collection<RequestFile.Entry> others) {
        PeerId id = entry.from();
        PeerName claimed = entry.claimed();
        boolean taken =
                claimed.equalsIgnoreCase(self)
                        || peers.isAnothers(claimed, id)
                        || others.stream()
                                .filter(other -> !other.from().equals(id))
                                .anyMatch(
                                        other ->
                                                other.claimed().equals(claimed)
                                                        || StandInName.isOf(other.from(), claimed));
        return new ContactRequest(
                entry.message(),
                taken ? peers.freeStandIn(id) : claimed,
                claimed,
                entry.receivedAt());
    }
}
