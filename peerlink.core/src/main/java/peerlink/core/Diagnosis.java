package peerlink.core;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import peerlink.api.Address;
import peerlink.core.address.Candidates;
import peerlink.core.model.Candidate;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.OwnInterface;
import peerlink.core.model.RelayStatus;

/**
 * Tells how a node can be reached, and how others see it, for somebody who looks for a fault.
 * Changes nothing. Safe for use by several threads.
 */
public final class Diagnosis {
    private final NodeSettings settings;
    private final NodeWiring parts;

    /** The longest wait for the relays' answers. */
    private static final Duration TRIAL = Duration.ofSeconds(5);

    Diagnosis(NodeSettings settings, NodeWiring parts) {
        this.settings = settings;
        this.parts = parts;
    }

    /** Tells whether the node listens and registers. */
    public boolean isResident() {
        return settings.isFull();
    }

    /** Tells whether links to peers may be direct. */
    public boolean isDirect() {
        return settings.isDirect;
    }

    /** Returns the interfaces of this machine that are up, without the loopback one. */
    public List<OwnInterface> interfaces() throws IOException {
        return parts.candidates.interfaces();
    }

    /** Returns the addresses on which the node listens. */
    public List<Address> listening() {
        return parts.listening();
    }

    /** Returns the addresses that the node announces, in their order. Never blocks. */
    public List<Candidate> candidates() {
        return parts.candidates.described();
    }

    /**
     * Returns the addresses that a node would announce which listens there, without those that only
     * directories and relays could tell.
     *
     * @param named the addresses that the user names
     */
    public List<Candidate> candidates(List<Address> listening, List<Address> named)
            throws IOException {
        Candidates candidates = new Candidates(settings.interfaces);
        candidates.look();
        candidates.announce(named);
        candidates.listening(listening);
        return candidates.described();
    }

    /**
     * Asks each directory how it sees this node. Takes some seconds.
     *
     * @param port the port to which directories may try to connect; 0 for none
     */
    public List<DirectoryCheck> ask(int port) throws InterruptedException {
        return parts.directories.probe(port);
    }

    /** Returns the status of each place at a relay. Never blocks. */
    public List<RelayStatus> relays() {
        return parts.relays.statuses();
    }

    /**
     * Takes a place at each relay that a node which stays would use, and gives it up again: those
     * that the user named, and those of the directories that were {@linkplain #ask asked}. Takes
     * some seconds. No node of the identity may hold places meanwhile, as the relay would take them
     * from it.
     */
    public List<RelayStatus> tryRelays() throws InterruptedException {
        return parts.tryRelays(TRIAL);
    }

    /** Returns the user's settings for a plugin. */
    public Map<String, String> settings(String plugin) {
        return settings.pluginSettings.getOrDefault(plugin, Map.of());
    }
}
