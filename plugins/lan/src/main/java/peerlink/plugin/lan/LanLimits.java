package peerlink.plugin.lan;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds the work and the answers that datagrams cause. All of this comes before a signature is
 * checked. Not safe for use by several threads.
 */
final class LanLimits {
    /**
     * The most source addresses that are told apart; the one not heard for longest is forgotten.
     */
    private static final int MAX_SOURCES = 1_024;

    /** One source address: datagrams that are looked at, answers, and challenges. */
    private record Source(LanAllowance datagrams, LanAllowance answers, LanAllowance challenges) {
        static Source at(long now) {
            // a machine with several nodes and interfaces sends each statement several times
            return new Source(
                    new LanAllowance(200, 20, now),
                    new LanAllowance(10, 2, now),
                    new LanAllowance(3, 0.2, now));
        }
    }

    private final Map<InetAddress, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
    private final LanAllowance datagrams;
    private final LanAllowance seals;
    private final LanAllowance signatures;
    private final LanAllowance newcomers;
    private final LanAllowance answers;
    private final LanAllowance challenges;

    LanLimits(long now) {
        datagrams = new LanAllowance(1_000, 200, now);
        seals = new LanAllowance(200, 20, now);
        signatures = new LanAllowance(300, 50, now);
        newcomers = new LanAllowance(200, 2, now);
        answers = new LanAllowance(40, 20, now);
        challenges = new LanAllowance(20, 2, now);
    }

    /** Allows a look at a datagram. */
    boolean datagram(InetAddress from, long now) {
        return source(from, now).datagrams.take(now) && datagrams.take(now);
    }

    /** Allows the search for the contact that has sealed a datagram. */
    boolean seal(long now) {
        return seals.take(now);
    }

    /** Allows the check of a signature. */
    boolean signature(long now) {
        return signatures.take(now);
    }

    /** Allows a peer that is no contact and was not there before. */
    boolean newcomer(long now) {
        return newcomers.take(now);
    }

    /** Allows an answer to a query. */
    boolean answer(InetAddress to, long now) {
        return source(to, now).answers.take(now) && answers.take(now);
    }

    /** Allows a query to the source of a statement that may be an old one. */
    boolean challenge(InetAddress to, long now) {
        return source(to, now).challenges.take(now) && challenges.take(now);
    }

    private Source source(InetAddress address, long now) {
        Source source = sources.computeIfAbsent(address, _ -> Source.at(now));
        if (sources.size() > MAX_SOURCES) {
            sources.remove(sources.keySet().iterator().next());
        }
        return source;
    }
}
