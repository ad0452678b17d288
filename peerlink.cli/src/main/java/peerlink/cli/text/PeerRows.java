package peerlink.cli.text;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.LastKnown;

/** Formats the rows of peers and requests, the same in the shell and in the chat. */
public final class PeerRows {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private static final int MOST_NAMES = 3;

    private PeerRows() {}

    /** Returns a few names, and the number of the others. */
    public static String names(List<Peer> peers) {
        String names =
                peers.stream()
                        .limit(MOST_NAMES)
                        .map(peer -> peer.name().text())
                        .collect(Collectors.joining(", "));
        int more = peers.size() - MOST_NAMES;
        return more > 0 ? names + " and " + more + " more" : names;
    }

    /** Returns one peer in columns. */
    public static String row(Peer peer) {
        return "%-16s %s  %s"
                .formatted(
                        peer.name(),
                        peer.id().shortForm(),
                        peer.addresses().stream()
                                .map(Address::toString)
                                .map(address -> address.replaceFirst("^tls://", ""))
                                .map(Printable::line)
                                .collect(Collectors.joining(" ")))
                .stripTrailing();
    }

    /** Returns a peer that is away, so that the row can't pass for one of a peer that is online. */
    public static String row(LastKnown known, ZoneId zone) {
        return "%s  (last known %s)"
                .formatted(row(known.peer()), known.at().atZone(zone).format(WHEN));
    }

    /**
     * Returns one peer as the fields of an object.
     *
     * @param present whether a registry reports the peer now
     */
    public static Map<String, Object> fields(Peer peer, boolean present) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", peer.name());
        fields.put("id", peer.id());
        fields.put("addresses", peer.addresses());
        fields.put("present", present);
        return fields;
    }

    /** Returns a peer that is away as the fields of an object. */
    public static Map<String, Object> fields(LastKnown known) {
        Map<String, Object> fields = fields(known.peer(), false);
        fields.put("lastKnown", known.at().truncatedTo(ChronoUnit.SECONDS));
        return fields;
    }

    /** Returns a request as the fields of an object. */
    public static Map<String, @Nullable Object> fields(ContactRequest request) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("messageId", request.message().id());
        fields.put("from", request.from());
        fields.put("name", request.isNameTaken() ? request.from() : request.name());
        fields.put("code", request.from().shortForm());
        fields.put("text", MessageFields.text(request.message()));
        fields.put("sentAt", MessageFields.sentAt(request.message()));
        fields.put("receivedAt", request.receivedAt());
        return fields;
    }

    /** Returns one request in columns. */
    public static String row(ContactRequest request) {
        return "%-16s %s%s  %s"
                .formatted(
                        request.name(),
                        request.from().shortForm(),
                        request.isNameTaken()
                                ? "  (calls itself %s, as another one does)"
                                        .formatted(request.claimed())
                                : "",
                        Printable.preview(request.message().text()));
    }

    /** Returns the number of requests that wait, in words. */
    public static String waiting(int number) {
        return number == 1 ? "one request waits" : number + " requests wait";
    }
}
