package peerlink.core.plugin;

import java.util.List;
import peerlink.api.Carrier;
import peerlink.api.Discovery;
import peerlink.api.Transport;

/** The providers of one plugin by which peers are found and reached. */
public record Providers(
        List<Transport> transports, List<Carrier> carriers, List<Discovery> discoveries) {
    static final Providers NONE = new Providers(List.of(), List.of(), List.of());

    public Providers {
        transports = List.copyOf(transports);
        carriers = List.copyOf(carriers);
        discoveries = List.copyOf(discoveries);
    }

    boolean isEmpty() {
        return transports.isEmpty() && carriers.isEmpty() && discoveries.isEmpty();
    }
}
