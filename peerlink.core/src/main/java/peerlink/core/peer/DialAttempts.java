package peerlink.core.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.core.model.Attempt;

/** Holds the tries of one dial. Safe for use by several threads. */
final class DialAttempts {
    /** The most addresses that are tried: those of a record, of a contact, and last known ones. */
    static final int MAX_ADDRESSES = 24;

    /** The most tries of a rendezvous that are told of. */
    private static final int MAX_MET = 16;

    /** The latest try of each address, in the order of their beginning. */
    private final Map<Address, DialAttempt> byAddress = new LinkedHashMap<>();

    /** The tries of the rendezvous. */
    private final List<DialAttempt> met = new ArrayList<>();

    /** Adds a try of an address. Returns false if too many addresses were tried. */
    synchronized boolean add(DialAttempt attempt) {
        if (byAddress.size() >= MAX_ADDRESSES && !byAddress.containsKey(attempt.address())) {
            return false;
        }
        byAddress.put(attempt.address(), attempt);
        return true;
    }

    /** Adds a try of the rendezvous. Those beyond a number are not told of. */
    synchronized void addMet(DialAttempt attempt) {
        if (met.size() < MAX_MET) {
            met.add(attempt);
        }
    }

    synchronized boolean has(Address address) {
        return byAddress.containsKey(address);
    }

    /** Returns the tries of addresses, in the order of their beginning. */
    synchronized List<DialAttempt> ofAddresses() {
        return List.copyOf(byAddress.values());
    }

    /** Describes all tries, those of addresses first. */
    synchronized List<Attempt> described() {
        return all().map(DialAttempt::described).toList();
    }

    /** Returns the address at which the peer was reached; empty if it was another way. */
    Optional<Address> reachedAt() {
        return ofAddresses().stream()
                .map(DialAttempt::described)
                .filter(attempt -> attempt.result() == Attempt.Result.LINKED)
                .map(Attempt::address)
                .findFirst();
    }

    /**
     * Gives up the tries that are under way.
     *
     * @param waiting the addresses that are not tried any more
     */
    synchronized void end(Collection<Address> waiting, String reason) {
        all().forEach(attempt -> attempt.giveUp(reason));
        for (Address address : waiting) {
            byAddress.computeIfAbsent(address, DialAttempt::new).skip(reason);
        }
    }

    private Stream<DialAttempt> all() {
        return Stream.concat(byAddress.values().stream(), met.stream());
    }
}
