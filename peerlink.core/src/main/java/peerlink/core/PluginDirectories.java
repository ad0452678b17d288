package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Discovery;
import peerlink.api.Network;
import peerlink.api.Transport;
import peerlink.core.contact.ContactBook;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.UnservedAddressException;
import peerlink.core.plugin.PluginLimits;
import peerlink.core.plugin.Plugins;

/**
 * Opens directories of plugins for a command that asks them without a node. It loads the plugins
 * that bring a transport or a discovery, and starts none. May be used while a node of the profile
 * runs.
 */
public final class PluginDirectories implements AutoCloseable {
    private final Plugins plugins;
    private final List<Transport> transports;
    private final List<Discovery> discoveries;
    private final ContactBook contacts;

    private PluginDirectories(
            Plugins plugins,
            List<Transport> transports,
            List<Discovery> discoveries,
            ContactBook contacts) {
        this.plugins = plugins;
        this.transports = transports;
        this.discoveries = discoveries;
        this.contacts = contacts;
    }

    /**
     * Loads the plugins.
     *
     * @param folders the folders of plugins
     * @param profile the profile's folder
     * @param settings the user's settings for plugins, by the plugin's name
     * @param own the transports of the program, whose schemes no plugin takes
     */
    public static PluginDirectories load(
            PluginFolders folders,
            Path profile,
            Map<String, Map<String, String>> settings,
            Collection<Transport> own)
            throws IOException {
        ContactBook contacts = ContactBook.open(profile);
        Plugins plugins =
                Plugins.loadCarriers(
                        folders,
                        PluginLimits.DEFAULT,
                        profile.toAbsolutePath(),
                        InstantSource.system(),
                        name -> settings.getOrDefault(name, Map.of()),
                        _ -> false);
        boolean isLoaded = false;
        try {
            List<Transport> transports = plugins.transports(own);
            List<Discovery> discoveries = plugins.discoveries(List.of());
            isLoaded = true;
            return new PluginDirectories(plugins, transports, discoveries, contacts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while plugins were loaded");
        } finally {
            if (!isLoaded) {
                plugins.close();
            }
        }
    }

    /** Returns the transports of the program and of the plugins. */
    public List<Transport> transports() {
        return transports;
    }

    /** Opens the directory at an address; empty if no plugin serves it. The caller closes it. */
    public Optional<Directory> open(Address address, Network network) throws IOException {
        for (Discovery discovery : discoveries) {
            if (discovery.scheme().equals(address.scheme())) {
                return Optional.of(
                        discovery.open(address, new NodeDirectoryContext(network, contacts)));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the reason why an address can't be opened.
     *
     * @param schemes the program's own schemes
     */
    public UnservedAddressException unserved(Address address, Collection<String> schemes) {
        List<String> all = new ArrayList<>(schemes);
        discoveries.forEach(discovery -> all.add(discovery.scheme()));
        return UnservedAddressException.discovery(address, all, plugins.statuses());
    }

    @Override
    public void close() {
        plugins.close();
    }
}
