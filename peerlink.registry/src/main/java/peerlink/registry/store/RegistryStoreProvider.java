package peerlink.registry.store;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Opens stores of one kind; found with {@link ServiceLoader}. A plugin provides one for a store
 * that several registry nodes share.
 */
public interface RegistryStoreProvider {
    /**
     * Returns the schemes of the addresses that it opens, such as {@code redis} and {@code rediss},
     * in lower case.
     */
    List<String> schemes();

    /**
     * Opens a store, or joins it if other nodes use it already.
     *
     * @param address as the operator gives it; its scheme is one of {@link #schemes}
     * @throws IllegalArgumentException if the address or a property makes no sense to this store;
     *     the message names values that would
     * @throws IOException if the store can't be reached
     */
    RegistryStore open(URI address, StoreSettings settings) throws IOException;

    /**
     * Looks at an address and settings, and asks the store whether it could be used, without
     * leaving anything there.
     *
     * @throws IllegalArgumentException if they make no sense, without regard to the store's answer;
     *     the message names values that would
     * @throws IOException if the store can't be reached now, or says no
     */
    default void check(URI address, StoreSettings settings) throws IOException {}

    /** Returns the providers in a layer's modules, and in those of its parents. */
    static List<RegistryStoreProvider> in(ModuleLayer layer) {
        return ServiceLoader.load(layer, RegistryStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
