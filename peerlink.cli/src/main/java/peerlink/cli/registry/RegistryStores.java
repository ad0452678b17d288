package peerlink.cli.registry;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Typed;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RegistryStoreProvider;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.embedded.EmbeddedStore;

/**
 * Opens a registry's store: a folder of its own, or a store that a plugin knows and several
 * registries share.
 *
 * @param plugins the folders of plugins, which a folder of its own doesn't need
 * @param typed the command line, for hints
 */
record RegistryStores(List<Path> plugins, Typed typed) {
    /** The word for the store in this registry's own folder. */
    static final String EMBEDDED = "embedded";

    /**
     * Reads the address of a store that a plugin knows. Returns empty for the registry's own
     * folder.
     *
     * @throws IllegalArgumentException if the text is no address
     * @throws CliException if no plugin knows such a store
     */
    Optional<URI> address(String text) throws CliException {
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
            // reported below, without a part that may be a password
        }
        throw new IllegalArgumentException(
                "not the address of a store (%s, or such as redis://127.0.0.1:6379)"
                        .formatted(EMBEDDED));
    }

    /**
     * Looks at the store without opening it.
     *
     * @return the reason why it can't be reached or used at the moment; empty if it can, or is a
     * folder
     * @throws CliException if the address or its settings make no sense to the plugin
     */
    Optional<String> check(Optional<URI> address, StoreSettings settings) throws CliException {
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            provider(address.get()).check(address.get(), settings);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw senseless(e);
        } catch (IOException e) {
            return Optional.of(Failures.message(e));
        }
    }

    /**
     * Opens the store.
     *
     * @param data the folder in which {@code leases} is the store, if there is no address
     */
    RegistryStore open(Optional<URI> address, Path data, StoreSettings settings)
            throws CliException, IOException {
        if (address.isEmpty()) {
            return EmbeddedStore.inFolder(data.resolve("leases"), settings, InstantSource.system());
        }
        try {
            return provider(address.get()).open(address.get(), settings);
        } catch (IllegalArgumentException e) {
            throw senseless(e);
        }
    }

    private static CliException senseless(IllegalArgumentException e) {
        return new CliException(ExitCode.USAGE, Failures.message(e) + " (--store)", "");
    }

    /** Returns the address in a form that may be shown: without a name and password. */
    static String shown(String address) {
        return address.replaceFirst("//[^/]*@", "//***@");
    }

    private RegistryStoreProvider provider(URI address) throws CliException {
        TreeSet<String> known = new TreeSet<>(List.of(EMBEDDED));
        for (RegistryStoreProvider provider : StorePlugins.in(plugins)) {
            if (provider.schemes().contains(address.getScheme())) {
                return provider;
            }
            known.addAll(provider.schemes());
        }
        throw new CliException(
                ExitCode.USAGE,
                "no kind of store is called '%s' (there is %s)"
                        .formatted(
                                Printable.excerpt(address.getScheme()), String.join(", ", known)),
                "put its plugin into %s, or do without:\n%s"
                        .formatted(plugins.getFirst(), typed.with("--store", EMBEDDED)));
    }
}
