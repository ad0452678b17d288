package peerlink.registry.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.fixture.Registrant;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;

final class ConnectionLimitsTest {
    private static final Request PING = new Request.Ping();
    private static final Request REGISTER =
            new Request.Register(new SignedRecord(Bytes.empty(), Bytes.empty()));
    private static final Address HERE = from("192.0.2.1");
    private static final Address ELSEWHERE = from("192.0.2.2");

    private RegistryOptions options = RegistryOptions.defaults();
    private long now = 1_000_000;

    private static Address from(String host) {
        return Address.of("tls", host, 7001);
    }

    private static PeerId peer(int number) {
        return Registrant.id(number);
    }

    private static RequestRefusedException assertRefused(ErrorCode code, Executable call) {
        RequestRefusedException refusal = assertThrows(RequestRefusedException.class, call);
        assertEquals(code, refusal.code());
        assertTrue(Answer.Failure.of(refusal).retryAfter().getAsLong() > 0);
        return refusal;
    }

    private static String text(RequestRefusedException refusal) {
        return String.valueOf(refusal.getMessage());
    }

    /** Makes requests until one is refused, and returns the number of those that were not. */
    private int requests(ConnectionLimits.Pass pass, Request request) {
        for (int count = 0; ; count++) {
            try {
                pass.count(request, now);
            } catch (RequestRefusedException e) {
                assertEquals(ErrorCode.RATE_LIMITED, e.code());
                return count;
            }
        }
    }

    @Test
    void connectionsOfOneKeyAreCounted() throws Exception {
        options = options.with(RegistryLimit.CONNECTIONS_PER_KEY, 2);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass first = door.enter(peer(1), HERE, now);
        door.enter(peer(1), ELSEWHERE, now);
        RequestRefusedException refusal =
                assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(1), HERE, now));
        assertEquals("too many connections with this key", text(refusal));
        door.enter(peer(2), HERE, now);
        first.close();

        door.enter(peer(1), HERE, now);
        assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(1), HERE, now));
    }

    @Test
    void connectionsFromOneAddressAreCounted() throws Exception {
        options = options.with(RegistryLimit.CONNECTIONS_PER_ADDRESS, 2);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass first = door.enter(peer(1), HERE, now);
        door.enter(peer(2), HERE, now);
        RequestRefusedException refusal =
                assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(3), HERE, now));
        assertEquals("too many connections from this address", text(refusal));
        door.enter(peer(3), ELSEWHERE, now);
        first.close();

        door.enter(peer(3), HERE, now);
    }

    @Test
    void refusedConnectionLeavesNothingBehind() throws Exception {
        options =
                options.with(RegistryLimit.CONNECTIONS_PER_ADDRESS, 1)
                        .with(RegistryLimit.CONNECTIONS_PER_KEY, 1)
                        .with(RegistryLimit.CONNECTIONS, 2);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass first = door.enter(peer(1), HERE, now);
        for (int i = 0; i < 5; i++) {
            assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(1), ELSEWHERE, now));
            assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(2), HERE, now));
        }
        ConnectionLimits.Pass second = door.enter(peer(2), ELSEWHERE, now);
        assertRefused(ErrorCode.TOO_MANY, () -> door.enter(peer(3), from("192.0.2.3"), now));
        first.close();
        second.close();

        door.enter(peer(1), ELSEWHERE, now);
        door.enter(peer(2), HERE, now);
    }

    @Test
    void addressIsAnIpv4AddressOrAnIpv6Network() {
        assertEquals(
                ConnectionLimits.host(from("2001:db8::1")),
                ConnectionLimits.host(from("2001:db8::ffff:0:1:2")));
        assertNotEquals(
                ConnectionLimits.host(from("2001:db8::1")),
                ConnectionLimits.host(from("2001:db8:0:1::1")));
        assertNotEquals(ConnectionLimits.host(HERE), ConnectionLimits.host(ELSEWHERE));
        assertEquals(
                ConnectionLimits.host(HERE),
                ConnectionLimits.host(Address.of("tls", "192.0.2.1", 9)));
        assertEquals(ConnectionLimits.host(HERE), ConnectionLimits.host(from("::ffff:192.0.2.1")));
    }

    @Test
    void requestsOfOneConnectionAreCountedAndComeBackWithTime() throws Exception {
        options = options.with(RegistryLimit.REQUESTS_PER_CONNECTION, 5);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass pass = door.enter(peer(1), HERE, now);
        assertEquals(50, requests(pass, PING));
        RequestRefusedException refusal =
                assertRefused(ErrorCode.RATE_LIMITED, () -> pass.count(PING, now));
        assertEquals(200, Answer.Failure.of(refusal).retryAfter().getAsLong());
        assertEquals(50, requests(door.enter(peer(1), HERE, now), PING));
        now += 1_000;

        assertEquals(5, requests(pass, PING));
        now -= 500_000;
        assertEquals(0, requests(pass, PING));
    }

    @Test
    void requestsOfOneKeyAreCountedOverAllItsConnections() throws Exception {
        options = options.with(RegistryLimit.REQUESTS_PER_KEY, 5);
        var door = new ConnectionLimits(options);
        assertEquals(50, requests(door.enter(peer(1), HERE, now), PING));
        ConnectionLimits.Pass again = door.enter(peer(1), ELSEWHERE, now);
        RequestRefusedException refusal =
                assertRefused(ErrorCode.RATE_LIMITED, () -> again.count(PING, now));
        assertEquals("too many requests with this key", text(refusal));

        assertEquals(50, requests(door.enter(peer(2), HERE, now), PING));
    }

    @Test
    void requestsFromOneAddressAreCountedOverAllItsKeys() throws Exception {
        options = options.with(RegistryLimit.REQUESTS_PER_ADDRESS, 5);
        var door = new ConnectionLimits(options);
        assertEquals(50, requests(door.enter(peer(1), HERE, now), PING));
        ConnectionLimits.Pass other = door.enter(peer(2), HERE, now);
        RequestRefusedException refusal =
                assertRefused(ErrorCode.RATE_LIMITED, () -> other.count(PING, now));
        assertEquals("too many requests from this address", text(refusal));

        assertEquals(50, requests(door.enter(peer(2), ELSEWHERE, now), PING));
    }

    @Test
    void registrationsOfOneKeyAreCountedByTheMinute() throws Exception {
        options = options.with(RegistryLimit.REGISTRATIONS_PER_KEY, 6);
        var door = new ConnectionLimits(options);
        assertEquals(6, requests(door.enter(peer(1), HERE, now), REGISTER));
        ConnectionLimits.Pass again = door.enter(peer(1), ELSEWHERE, now);
        assertEquals(0, requests(again, REGISTER));
        again.count(PING, now);
        now += 10_000;
        assertEquals(1, requests(again, REGISTER));

        assertEquals(6, requests(door.enter(peer(2), HERE, now), REGISTER));
    }

    @Test
    void registrationsFromOneAddressAreCountedByTheMinute() throws Exception {
        options = options.with(RegistryLimit.REGISTRATIONS_PER_ADDRESS, 6);
        var door = new ConnectionLimits(options);
        assertEquals(6, requests(door.enter(peer(1), HERE, now), REGISTER));
        assertEquals(0, requests(door.enter(peer(2), HERE, now), REGISTER));
        assertEquals(6, requests(door.enter(peer(2), ELSEWHERE, now), REGISTER));
    }

    private int signals(ConnectionLimits.Pass to, Address from) {
        for (int count = 0; ; count++) {
            try {
                to.countSignalFrom(from, now);
            } catch (RequestRefusedException e) {
                assertEquals("too many requests to that peer", text(e));
                return count;
            }
        }
    }

    @Test
    void oneAddressUsesUpAQuarterOfTheSignalsToAKeyWhateverKeysItHas() throws Exception {
        options = options.with(RegistryLimit.SIGNALS_TO_KEY, 12);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass bob = door.enter(peer(1), HERE, now);
        assertEquals(3, signals(bob, HERE));
        for (int i = 3; i < 6; i++) {
            assertEquals(3, signals(bob, from("192.0.2." + i)));
        }
        assertEquals(0, signals(bob, ELSEWHERE), "all of them together");
        assertEquals(3, signals(door.enter(peer(2), HERE, now), HERE), "another peer");
        now += 5_000;
        assertEquals(1, signals(bob, ELSEWHERE));
        bob.close();
        door.tidy(now);
        assertEquals(0, signals(door.enter(peer(1), HERE, now), ELSEWHERE));
        now += 60_000;
        door.tidy(now);
        assertEquals(3, signals(door.enter(peer(1), HERE, now), ELSEWHERE));
    }

    @Test
    void comingBackAtOnceGivesNothingBack() throws Exception {
        options = options.with(RegistryLimit.REGISTRATIONS_PER_KEY, 6);
        var door = new ConnectionLimits(options);
        ConnectionLimits.Pass pass = door.enter(peer(1), HERE, now);
        assertEquals(6, requests(pass, REGISTER));
        pass.close();
        door.tidy(now);

        assertEquals(0, requests(door.enter(peer(1), HERE, now), REGISTER));
    }

    @Test
    void aClientThatHasLeftAndHasEverythingBackIsForgotten() throws Exception {
        var door = new ConnectionLimits(options);
        var passes = new ArrayList<ConnectionLimits.Pass>();
        for (int i = 0; i < 100; i++) {
            ConnectionLimits.Pass pass = door.enter(peer(i), from("198.51.100." + i), now);
            pass.count(REGISTER, now);
            passes.add(pass);
        }
        ConnectionLimits.Pass stays = passes.removeFirst();
        passes.forEach(ConnectionLimits.Pass::close);
        door.tidy(now);
        assertEquals(200, door.remembered());
        now += 60_000;
        door.tidy(now);

        assertEquals(2, door.remembered());
        stays.count(PING, now);
        stays.close();
        List.of(0, 1).forEach(_ -> door.tidy(now + 60_000));
        assertEquals(0, door.remembered());
    }
}
