package peerlink.bench.networks;

/** Rewrites the addresses of what leaves a router. The constants are nftables' statements. */
enum Nat {
    /** Keeps the port, unless another connection has it: most home routers. */
    PORT_PRESERVING("masquerade"),

    /** Gives each connection a port that nobody can foresee: carriers, firewalls of offices. */
    RANDOM_PORTS("masquerade fully-random");

    private final String statement;

    Nat(String statement) {
        this.statement = statement;
    }

    String statement() {
        return statement;
    }
}
