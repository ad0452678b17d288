package peerlink.plugin.files;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.PluginContext;
import peerlink.api.Protocol;

/**
 * The surroundings of a transfer. All transfers share one.
 *
 * @param plugin the plugin's way to the user, the peers and threads of its own
 * @param settings the user's settings
 * @param limits the times that a transfer keeps
 * @param watchdog ends a transfer that takes longer
 * @param nanoClock such as {@link System#nanoTime}
 * @param clock the time of day
 * @param protocols the protocols that this side speaks
 * @param ended hears of each transfer that has ended, which the user can no longer name by its
 *     number; may be called more than once for one, by any thread, and doesn't block
 */
record TransferContext(
        PluginContext plugin,
        FileSettings settings,
        TransferLimits limits,
        Watchdog watchdog,
        LongSupplier nanoClock,
        InstantSource clock,
        Set<Protocol> protocols,
        Consumer<Transfer> ended) {

    Instant now() {
        return clock.instant();
    }

    /** Returns the peer's present name: the user may have renamed the peer since it was found. */
    PeerName nameOf(Peer peer) {
        return plugin.messenger().conversation(peer).peer().name();
    }
}
