package peerlink.bench.networks;

/**
 * One Ethernet: a bridge in the namespace of its router. All its machines have addresses of one
 * IPv4 network of 256 addresses.
 *
 * @param router the machine that has the bridge
 * @param gateway the router's IPv4 address there
 * @param apart whether the machines are kept from each other, as a carrier keeps its customers
 */
record Segment(Host router, String gateway, boolean apart) {
    /** The bridge's name. */
    static final String BRIDGE = "lan";

    Segment(Host router, String gateway) {
        this(router, gateway, false);
    }
}
