package peerlink.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import peerlink.api.Printable;
import peerlink.registry.RegistryStore;
import peerlink.registry.RegistryStoreProvider;
import peerlink.registry.StoreSettings;

/** Where a registry keeps its leases: in a store of its own, or in one that a plugin knows and several nodes share. */
final class RegistryStores {
    /** The word for the store in this process. */
    static final String EMBEDDED = "embedded";

    private RegistryStores() {}

    /** Reads the address of a store; empty for the one in this process. */
    static Optional<URI> address(String text) throws CliException {
        if (text.equals(EMBEDDED)) {
            return Optional.empty();
        }
        try {
            URI address = new URI(text);
            if (address.getScheme() != null) {
                provider(address);
                return Optional.of(address);
            }
        } catch (URISyntaxException e) {
            // told below, without what may be a password in it
        }
        throw new CliException(
                ExitCode.USAGE,
                "not the address of a store (%s, or such as redis://127.0.0.1:6379)"
                        .formatted(EMBEDDED),
                ProgramName.call("registry --store " + EMBEDDED));
    }

    /**
     * Opens the store.
     *
     * @param data where the store in this process keeps its leases, in the folder {@code leases}
     */
    static RegistryStore open(Optional<URI> address, Path data, StoreSettings settings)
            throws CliException, IOException {
        return address.isEmpty()
                ? RegistryStore.inFolder(data.resolve("leases"), settings, InstantSource.system())
                : provider(address.get()).open(address.get(), settings);
    }

    /** Returns the address as it may be shown: without the name and password that may be in it. */
    static String shown(String address) {
        return address.replaceFirst("//[^/]*@", "//***@");
    }

    private static RegistryStoreProvider provider(URI address) throws CliException {
        String scheme = address.getScheme();
        ModuleLayer layer = RegistryStores.class.getModule().getLayer();
        List<RegistryStoreProvider> providers =
                RegistryStoreProvider.in(layer == null ? ModuleLayer.boot() : layer);
        TreeSet<String> known = new TreeSet<>(List.of(EMBEDDED));
        for (RegistryStoreProvider provider : providers) {
            if (provider.schemes().contains(scheme)) {
                return provider;
            }
            known.addAll(provider.schemes());
        }
        throw new CliException(
                ExitCode.USAGE,
                "no kind of store is called '%s' (there is %s)"
                        .formatted(Printable.excerpt(scheme), String.join(", ", known)),
                "put the store's plugin into the folder of the plugins");
    }
}
