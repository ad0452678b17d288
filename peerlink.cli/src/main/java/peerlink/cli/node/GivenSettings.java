package peerlink.cli.node;

import java.util.List;
import java.util.Map;

/**
 * The settings that a user has given to a node, in any way: a node that runs can be compared with
 * them. What nobody has given is missing, as no default differs from what runs.
 *
 * @param values the values of each, by the name of its option, or by its key if it has none
 * @param sources the variable or file of each that no option gives
 */
public record GivenSettings(Map<String, List<String>> values, Map<String, String> sources) {
    public static final GivenSettings NONE = new GivenSettings(Map.of(), Map.of());

    public GivenSettings {
        values = Map.copyOf(values);
        sources = Map.copyOf(sources);
    }
}
