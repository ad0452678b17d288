package peerlink.cli.rpc;

/** The codes of errors: those of JSON-RPC 2.0, section 5.1, and PeerLink's own behind -32000. */
enum RpcCode {
    PARSE_ERROR(-32700, "not a line of JSON"),
    INVALID_REQUEST(-32600, "not a request of JSON-RPC 2.0"),
    METHOD_NOT_FOUND(-32601, "no such method"),
    INVALID_PARAMS(-32602, "the parameters do not fit the method"),
    INTERNAL_ERROR(-32603, "a fault of PeerLink's: its log has more"),
    UNAVAILABLE(-32000, "the peer is not known, can't be reached, or did not acknowledge in time"),
    UNTRUSTED(-32001, "the peer may not be spoken to, or is another than its name says"),
    NOT_PERMITTED(-32002, "no token, a wrong one, or a method that takes the user's own socket"),
    TOO_MUCH(-32003, "one more than a limit allows"),
    CURSOR(-32004, "no such cursor, or another connection reads behind it"),
    FAILED(-32005, "the request failed; the message says why"),
    ENDED(-32006, "the node ends; whether it was done is not known");

    private final int number;
    private final String meaning;

    RpcCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    /** Returns the meaning, for the description of the methods. */
    String meaning() {
        return meaning;
    }
}
