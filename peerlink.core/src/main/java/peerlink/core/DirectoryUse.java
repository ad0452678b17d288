package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.Printable;
import peerlink.core.contact.InvitedRegistryFile;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEvent;
import peerlink.core.peer.Directories;
import peerlink.core.peer.DirectoryEvents;
import peerlink.core.session.EventQueue;

/**
 * Keeps the directories in use as plugins' discoveries come and go and invites name more of them.
 * Safe for use by several threads.
 */
final class DirectoryUse {
    private final Directories directories;
    private final List<Discovery> discoveries;
    private final Function<Discovery, DirectoryContext> contexts;
    private final DirectoryEvents told;
    private final EventQueue events;
    private final Path dataDirectory;

    /** The addresses of the user's directories, also of those that an invite has added. */
    private final List<Address> addresses;

    /** The addresses of those that the node uses beside the user's. */
    private final List<Address> extra;

    /**
     * @param addresses the list that grows by the invites' registries
     */
    DirectoryUse(
            Directories directories,
            Collection<Discovery> discoveries,
            Function<Discovery, DirectoryContext> contexts,
            DirectoryEvents told,
            EventQueue events,
            Path dataDirectory,
            List<Address> addresses,
            Collection<Address> extra) {
        this.directories = directories;
        this.discoveries = new CopyOnWriteArrayList<>(discoveries);
        this.contexts = contexts;
        this.told = told;
        this.events = events;
        this.dataDirectory = dataDirectory;
        this.addresses = addresses;
        this.extra = List.copyOf(extra);
    }

    /** Opens the directories of the settings that had to do without these discoveries. */
    void add(Collection<Discovery> came) {
        discoveries.addAll(came);
        Set<String> schemes = came.stream().map(Discovery::scheme).collect(Collectors.toSet());
        Stream.concat(addresses.stream(), extra.stream())
                .filter(address -> schemes.contains(address.scheme()))
                .forEach(this::open);
    }

    /** Closes the directories of discoveries that go. */
    void remove(Collection<Discovery> gone) {
        gone.forEach(discovery -> directories.remove(discovery.scheme()));
        discoveries.removeAll(gone);
    }

    private void open(Address directory) {
        try {
            directories.add(directory, discoveries, contexts, told);
        } catch (IOException | RuntimeException | LinkageError e) {
            events.post(new NodeEvent.DirectoryLost(directory, Printable.reason(e)));
        }
    }

    /**
     * Uses the registries of an invite besides the node's own directories, and keeps them for later
     * runs. Tells of those that it can't use or keep.
     *
     * @return those that were not in use before
     */
    List<Address> use(Invite invite) {
        List<Address> good = new ArrayList<>();
        List<Address> fresh = new ArrayList<>();
        for (Address registry : invite.registries()) {
            try {
                if (use(registry)) {
                    fresh.add(registry);
                }
                good.add(registry);
            } catch (IOException | IllegalArgumentException e) {
                events.post(new NodeEvent.RegistryNotAdded(registry, Printable.reason(e)));
            }
        }
        keep(good);
        return fresh;
    }

    private void keep(List<Address> good) {
        if (good.isEmpty()) {
            return;
        }
        try {
            new InvitedRegistryFile(dataDirectory)
                    .add(good)
                    .forEach(registry -> events.post(new NodeEvent.RegistryAdded(registry)));
        } catch (IOException e) {
            events.post(
                    new NodeEvent.RegistryNotAdded(
                            good.getFirst(), "it is not kept for later: " + Printable.reason(e)));
        }
    }

    /** Returns whether the registry was not in use before. */
    private synchronized boolean use(Address registry) throws IOException {
        for (Address other : addresses) {
            if (other.shortForm().equals(registry.shortForm())) {
                String key = String.valueOf(other.uri().getRawPath());
                if (key.length() > 1 && !key.equals(registry.uri().getRawPath())) {
                    throw new IOException(
                            "you use this address with another key, " + key.substring(1));
                }
                return false;
            }
        }
        directories.add(registry, discoveries, contexts, told);
        addresses.add(registry);
        return true;
    }
}
