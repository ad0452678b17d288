package peerlink.bench.networks;

/** Decides what passes a router. The constants are rules of nftables. */
enum Firewall {
    /** Lets connections out and nothing in: the ordinary router. */
    SILENT("", "drop"),

    /** The same, but says so to who tries. */
    RESETTING("", "reject with tcp reset"),

    /** Lets out what goes to port 443 alone. */
    ONLY_443("iifname \"lan\" meta l4proto { tcp, udp } th dport != 443 drop", "drop");

    private final String outwards;
    private final String inwards;

    Firewall(String outwards, String inwards) {
        this.outwards = outwards;
        this.inwards = inwards;
    }

    /** Returns the rules of a router whose interfaces are {@code lan} and {@code wan}. */
    String rules(Nat nat) {
        String refusal = "iifname \"wan\" ct state new meta l4proto tcp " + inwards;
        return """
        table ip nat {
          chain out {
            type nat hook postrouting priority srcnat
            oifname "wan" %s
          }
        }
        table inet firewall {
          chain through {
            type filter hook forward priority filter
            ct state established,related accept
            %s
            %s
            iifname "wan" ct state new drop
          }
          chain to_router {
            type filter hook input priority filter
            %s
            iifname "wan" ct state new drop
          }
        }
        """
                .formatted(nat.statement(), outwards, refusal, refusal);
    }
}
