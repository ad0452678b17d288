package peerlink.core.model;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import peerlink.api.Address;
import peerlink.api.Printable;

/**
 * Says that nothing here knows addresses of a scheme: the address is a mistake, or needs a plugin.
 */
public final class UnservedAddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<PluginStatus> others;

    private UnservedAddressException(
            String service,
            Address address,
            Collection<String> schemes,
            List<PluginStatus> others) {
        super(
                "no %s for '%s': nothing here knows the scheme '%s' (there is %s)"
                        .formatted(
                                service,
                                Printable.excerpt(address.toString()),
                                Printable.excerpt(address.scheme()),
                                schemes.isEmpty()
                                        ? "none"
                                        : String.join(", ", new TreeSet<>(schemes))));
        this.others = List.copyOf(others);
    }

    /**
     * Says that nothing accepts links at such addresses.
     *
     * @param schemes those that can be listened on
     * @param plugins all plugins
     */
    public static UnservedAddressException transport(
            Address address, Collection<String> schemes, List<PluginStatus> plugins) {
        return new UnservedAddressException("transport", address, schemes, transports(plugins));
    }

    /**
     * Says that nothing finds peers at such addresses.
     *
     * @param schemes those of the discoveries
     * @param plugins all plugins
     */
    public static UnservedAddressException discovery(
            Address address, Collection<String> schemes, List<PluginStatus> plugins) {
        return new UnservedAddressException("discovery", address, schemes, discoveries(plugins));
    }

    /** Returns those of the plugins that do not run, and may accept links once they do. */
    public static List<PluginStatus> transports(List<PluginStatus> plugins) {
        return others(plugins, Set.of("Transport", "Carrier"));
    }

    /** Returns those of the plugins that do not run, and may find peers once they do. */
    public static List<PluginStatus> discoveries(List<PluginStatus> plugins) {
        return others(plugins, Set.of("Discovery"));
    }

    private static List<PluginStatus> others(List<PluginStatus> plugins, Set<String> services) {
        return plugins.stream()
                .filter(
                        plugin ->
                                switch (plugin.state()) {
                                    case NEW, CHANGED, FAILED, DISABLED -> true;
                                    default -> false;
                                })
                .filter(
                        plugin ->
                                plugin.content()
                                        .map(PluginStatus.Content::provides)
                                        .map(all -> all.stream().anyMatch(services::contains))
                                        .orElse(true)) // it could not be read
                .toList();
    }

    /** Returns the plugins that do not run, and may know the scheme: no code of theirs tells. */
    public List<PluginStatus> others() {
        return others;
    }
}
