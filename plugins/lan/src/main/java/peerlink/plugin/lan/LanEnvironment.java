package peerlink.plugin.lan;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Hands in the machine: its clocks, chance and interfaces.
 *
 * @param nanoClock the time in nanoseconds, from any origin
 * @param random a source that nobody can foresee
 */
record LanEnvironment(
        InstantSource clock, LongSupplier nanoClock, RandomGenerator random, Interfaces cards) {
    /** Looks at the interfaces of the machine. */
    interface Interfaces {
        List<LanInterface> look() throws IOException;
    }

    static LanEnvironment system() {
        return new LanEnvironment(
                InstantSource.system(), System::nanoTime, new SecureRandom(), LanInterface::all);
    }

    long nanos() {
        return nanoClock.getAsLong();
    }

    List<LanInterface> interfaces() throws IOException {
        return cards.look();
    }
}
