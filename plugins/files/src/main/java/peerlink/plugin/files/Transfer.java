package peerlink.plugin.files;

import java.util.LinkedHashMap;
import java.util.Map;
import peerlink.api.Peer;
import peerlink.api.PeerName;

/** Files that are offered or on its way, in either direction. Safe for use by several threads. */
sealed interface Transfer permits Offered, OutgoingTransfer, OutgoingTree {
    /** Returns the number by which the user names the file. */
    int number();

    /** Returns the other side. */
    Peer peer();

    /** Returns the state of the transfer, one line for the user. */
    String describe();

    /** Returns the transfer for programs: its number, direction, peer, file and size. */
    Map<String, Object> fields();

    /** Returns the fields of a transfer. */
    static Map<String, Object> fields(
            int number, String direction, Peer peer, PeerName name, String file, long size) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", number);
        fields.put("direction", direction);
        fields.put("peer", peer.id());
        fields.put("name", name);
        fields.put("file", file);
        fields.put("size", size);
        return fields;
    }

    /** Ends the transfer at the user's wish, and tells the other side. */
    void stop();

    /** Ends the transfer at once, since the plugin stops. */
    void abandon();
}
