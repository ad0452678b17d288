package peerlink.plugin.registry.redis;

import java.util.List;
import java.util.stream.Stream;

/**
 * Names the keys, in the order in which scripts get them. There are no others, so that an operator
 * can see, back up and restrict a registry's data.
 */
record Keys(List<String> all) {
    private static final int FEED = 7;
    private static final int DEADLINES = 2;
    private static final int HELD = 3;

    /**
     * Returns the keys under a prefix. The braces keep them together on one server of a cluster.
     */
    static Keys of(String prefix) {
        return new Keys(
                Stream.of(
                                "peers",
                                "records",
                                "deadlines",
                                "held",
                                "names",
                                "listed",
                                "listed-names",
                                "feed",
                                "meta")
                        .map(name -> "{" + prefix + "}:" + name)
                        .toList());
    }

    String feed() {
        return all.get(FEED);
    }

    String deadlines() {
        return all.get(DEADLINES);
    }

    String held() {
        return all.get(HELD);
    }
}
