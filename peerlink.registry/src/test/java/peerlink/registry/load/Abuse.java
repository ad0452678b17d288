package peerlink.registry.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.PeerName;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.SignedRecord;

/** Harms a registry in one way, as fast as the registry, or the rate given, lets it. */
enum Abuse {
    /**
     * Old records and tombstones of the attacker's own, the record of another peer, an old cursor:
     * again and again.
     */
    REPLAYS(64, 20_000, Abuse::replay),
    /** Connections that are held, from one address, with many keys. */
    CONNECTIONS_FROM_ONE_ADDRESS(64, 2_000, (bout, deeds, n) -> connect(bout, deeds.neighbour())),
    /** Connections that are held, from many addresses, with a key each. */
    CONNECTIONS_FROM_MANY_ADDRESSES(64, 2_000, (bout, deeds, n) -> connect(bout, deeds.any())),
    /** Connections that end as soon as they are there. */
    RECONNECTS(
            64,
            2_000,
            (bout, deeds, n) -> {
                bout.offer();
                bout.end(bout.connect(deeds.peer(n)));
            }),
    /** Connections on which nothing is ever sent. */
    SILENT_CONNECTIONS(2_000, 4_000, (bout, deeds, n) -> say(bout, new byte[0])),
    /**
     * Connections that begin a handshake, and send no more: the dearest thing for the least money.
     */
    HALF_HANDSHAKES(2_000, 4_000, (bout, deeds, n) -> say(bout, deeds.clientHello())),
    /** Handshakes that come byte by byte. */
    DRIPPING_HANDSHAKES(2_000, 4_000, (bout, deeds, n) -> drip(bout, deeds.clientHello())),
    /** Links that ask for the list, and never read it. */
    SLOW_READERS(400, 20_000, Abuse::askAndNeverRead),
    /** Links that watch, and never read; every second one makes changes. */
    WATCHERS_THAT_NEVER_READ(400, 20_000, Abuse::watchAndNeverRead),
    /** Frames of a mebibyte, and others that are just taken in. */
    HUGE_FRAMES(64, 20_000, (bout, deeds, n) -> send(bout, deeds.peer(n), huge(n))),
    /** Frames that nest ever deeper and never end. */
    DEEP_FRAMES(64, 20_000, (bout, deeds, n) -> send(bout, deeds.peer(n), deep(n))),
    /** Lookups of one peer, on as many connections as it gets. */
    LOOKUPS_OF_ONE_PEER(32, 100_000, Abuse::lookUp),
    /** Peers that register and deregister. */
    REGISTRATION_CHURN(400, 20_000, Abuse::churn),
    /** Names that look like those of others, by many keys. */
    CONFUSABLE_NAMES(400, 20_000, Abuse::squat),
    /** Searches by every prefix, and the list, over and over. */
    ENUMERATION(400, 20_000, Abuse::enumerate);

    private static final int BATCH = 64;

    /** Does one step of an abuse, over and over; an end of its link is no end of it. */
    interface Deed {
        void run(Bout bout, Deeds deeds, int number) throws IOException;
    }

    private final int workers;
    private final int perSecond;
    private final Deed deed;

    Abuse(int workers, int perSecond, Deed deed) {
        this.workers = workers;
        this.perSecond = perSecond;
        this.deed = deed;
    }

    /** Returns the number of workers at once. */
    int workers() {
        return workers;
    }

    int perSecond() {
        return perSecond;
    }

    Deed deed() {
        return deed;
    }

    /** Returns the name in its printed form, such as {@code half-handshakes}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Abuse of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static void replay(Bout bout, Deeds deeds, int n) throws IOException {
        LoadPeer peer = deeds.peer(n);
        SignedRecord old = peer.record();
        SignedRecord tombstone = peer.tombstone();
        Link link = bout.connect(peer);
        Cursor cursor =
                peer.ask(new Request.Watch(null)) instanceof Answer.Resync(Cursor now)
                        ? now
                        : new Cursor("old", 1);
        bout.count(peer.ask(new Request.Register(peer.record())));
        Answer found = peer.ask(new Request.LookupName(new PeerName(deeds.victim())));
        SignedRecord foreign =
                found instanceof Answer.Records(List<SignedRecord> records, _) && !records.isEmpty()
                        ? records.getFirst()
                        : old;
        bout.read(link);
        while (bout.isOn()) {
            for (Request request :
                    List.of(
                            new Request.Register(old),
                            new Request.Deregister(tombstone),
                            new Request.Register(foreign),
                            new Request.Watch(cursor))) {
                bout.offer();
                peer.tell(request);
            }
        }
    }

    private static void connect(Bout bout, LoadPeer peer) throws IOException {
        bout.awaitRoom();
        bout.offer();
        bout.read(bout.connect(peer));
    }

    private static void say(Bout bout, byte[] begin) throws IOException {
        bout.offer();
        Socket socket = bout.open(Deeds.source());
        try {
            socket.getOutputStream().write(begin);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } finally {
            bout.closed();
            bout.end(socket);
        }
    }

    private static void drip(Bout bout, byte[] hello) throws IOException {
        bout.offer();
        Socket socket = bout.open(Deeds.source());
        try {
            socket.setSoTimeout(100);
            for (byte each : hello) {
                socket.getOutputStream().write(each);
                try {
                    if (socket.getInputStream().read() < 0) {
                        break;
                    }
                } catch (SocketTimeoutException e) {
                    // not yet
                }
            }
        } finally {
            bout.closed();
            bout.end(socket);
        }
    }

    private static void askAndNeverRead(Bout bout, Deeds deeds, int n) throws IOException {
        LoadPeer peer = deeds.peer(n);
        bout.connect(peer);
        while (bout.isOn()) {
            bout.offer();
            peer.tell(new Request.ListPage(null));
        }
    }

    private static void watchAndNeverRead(Bout bout, Deeds deeds, int n) throws IOException {
        if (n % 2 == 1) {
            churn(bout, deeds, n);
            return;
        }
        LoadPeer peer = deeds.peer(n);
        bout.connect(peer);
        bout.offer();
        peer.tell(new Request.Watch(null));
        while (bout.isOn()) {
            bout.rest();
            // fails once the link was given up
            peer.tell(new Request.Ping());
        }
    }

    private static void send(Bout bout, LoadPeer peer, Bytes frame) throws IOException {
        Link link = bout.connect(peer);
        try {
            bout.offer();
            link.send(frame);
        } catch (IOException e) {
            // cut off amid the frame
        }
        bout.readAll(link);
    }

    private static Bytes huge(int n) {
        return Bytes.wrap(new byte[n % 2 == 0 ? Link.MAX_FRAME : ProtocolLimits.MAX_REQUEST_TAKEN]);
    }

    /** Arrays in arrays, maps in maps, or tags of tags. */
    private static Bytes deep(int n) {
        byte[] frame = new byte[ProtocolLimits.MAX_REQUEST];
        byte begin = new byte[] {(byte) 0x81, (byte) 0xbf, (byte) 0xc1}[n % 3];
        for (int i = 0; i < frame.length; i++) {
            // a map's key is 0
            frame[i] = begin == (byte) 0xbf && i % 2 == 1 ? 0 : begin;
        }
        return Bytes.wrap(frame);
    }

    private static void lookUp(Bout bout, Deeds deeds, int n) throws IOException {
        Link link = bout.connect(deeds.peer(0));
        bout.read(link);
        var request = new Request.LookupName(new PeerName(deeds.victim()));
        List<Bytes> batch = Collections.nCopies(BATCH, Request.encode(1, request));
        while (bout.isOn()) {
            bout.offer(BATCH);
            link.send(batch);
        }
    }

    private static void churn(Bout bout, Deeds deeds, int n) throws IOException {
        LoadPeer peer = deeds.peer(n);
        bout.connect(peer);
        while (bout.isOn()) {
            bout.offer();
            bout.count(peer.ask(new Request.Register(peer.record())));
            bout.offer();
            bout.count(peer.ask(new Request.Deregister(peer.tombstone())));
        }
    }

    private static void squat(Bout bout, Deeds deeds, int n) throws IOException {
        LoadPeer peer = deeds.peer(n);
        bout.connect(peer);
        List<String> names = new ArrayList<>(deeds.lookAlikes());
        Collections.rotate(names, n);
        while (bout.isOn()) {
            for (String name : names) {
                bout.offer();
                bout.count(peer.ask(new Request.Register(peer.record(name))));
            }
        }
    }

    private static void enumerate(Bout bout, Deeds deeds, int n) throws IOException {
        LoadPeer peer = deeds.peer(n);
        bout.connect(peer);
        bout.count(peer.ask(new Request.Register(peer.record())));
        for (int i = n; bout.isOn(); i++) {
            bout.offer();
            String prefix = "" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26);
            bout.count(peer.ask(new Request.Prefix(i % 3 == 0 ? "peer-" + i % 10 : prefix)));
            bout.offer();
            bout.count(peer.ask(new Request.ListPage(null)));
        }
    }
}
