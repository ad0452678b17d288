package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.Attempt;
import peerlink.core.model.Attempt.Result;
import peerlink.core.model.Dial;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.PluginStatus;

class LinkReportTest {
    private static final PluginStatus CARRIER =
            new PluginStatus(
                    "carrier",
                    "1.0",
                    Path.of("carrier.jar"),
                    PluginStatus.State.NEW,
                    "",
                    false,
                    Optional.empty());

    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00Z");
    private static final Address HERE = Address.parse("tls://192.168.1.20:52382");
    private static final Address THERE = Address.parse("tls://192.168.1.10:7001");
    private static final PeerId ID = PeerId.ofKey(new byte[] {1});
    private static final Address RELAY = Address.parse("relay://192.0.2.1:7777/" + ID);
    private static final Peer BOB = new Peer(ID, new PeerName("bob"), List.of(THERE, RELAY));

    private static PathFacts.Measured link(Address remote, LinkInfo.Origin origin, long micros) {
        return new PathFacts.Measured(
                new LinkInfo(
                        ID,
                        HERE,
                        remote,
                        origin,
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256",
                        "X25519MLKEM768",
                        "Ed25519",
                        NOW.minusSeconds(90)),
                micros == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(micros * 1_000)));
    }

    private static LinkReport report(List<PathFacts.Measured> links, Optional<Dial> dial) {
        return new LinkReport(
                new PathFacts(
                        BOB,
                        "verified",
                        true,
                        links,
                        dial,
                        List.of(
                                new DirectoryStatus(
                                        Address.parse("registry://192.0.2.1:7777"), true, "")),
                        List.of(),
                        List.of(CARRIER)),
                () -> NOW);
    }

    private static Optional<Dial> dial(Attempt... attempts) {
        return Optional.of(new Dial(Arrays.asList(attempts), false, true, true, ""));
    }

    private static Attempt attempt(Address address, Result result, String detail) {
        return new Attempt(
                address, result, detail, Duration.ofMillis(12), LinkInfo.Path.of(address));
    }

    private static List<String> rows(LinkReport report, String... subjects) {
        return report.rows(words -> "/" + words).stream()
                .filter(row -> List.of(subjects).contains(row.substring(0, 10).strip()))
                .toList();
    }

    @Test
    void aDirectLinkTellsItsPathAndItsRoundTrip() {
        assertEquals(
                List.of(
                        "path       direct, dialled from 192.168.1.20:52382 to 192.168.1.10:7001",
                        "round trip 1.5 ms",
                        "transport  tls over tcp, TLSv1.3"),
                rows(
                        report(
                                List.of(link(THERE, LinkInfo.Origin.DIALLED, 1_500)),
                                Optional.empty()),
                        "path",
                        "round trip",
                        "transport"));
        assertEquals(
                List.of(
                        "path       direct, accepted from 192.168.1.10:7001 at 192.168.1.20:52382",
                        "round trip not measured"),
                rows(
                        report(List.of(link(THERE, LinkInfo.Origin.ACCEPTED, 0)), Optional.empty()),
                        "path",
                        "round trip"));
    }

    @Test
    void aRelayedLinkNamesItsRelay() {
        LinkReport report =
                report(List.of(link(RELAY, LinkInfo.Origin.DIALLED, 42_400)), Optional.empty());
        assertEquals(
                List.of(
                        "path       relayed by 192.0.2.1:7777, dialled",
                        "round trip 42 ms",
                        "transport  tls over tcp, end to end over a relay, TLSv1.3"),
                rows(report, "path", "round trip", "transport"));
        assertEquals("relayed", report.fields().get("path"));
        assertEquals("192.0.2.1:7777", report.fields().get("relay"));
        assertEquals(42_400L, report.fields().get("roundTripMicros"));
    }

    @Test
    void aLinkThatTookBothSidesSaysHow() {
        LinkInfo link = link(THERE, LinkInfo.Origin.DIALLED, 0).link();
        for (LinkInfo.Path way : List.of(LinkInfo.Path.REVERSED, LinkInfo.Path.PUNCHED)) {
            LinkReport report =
                    report(
                            List.of(
                                    new PathFacts.Measured(
                                            link.found(LinkInfo.Origin.DIALLED, way),
                                            Optional.empty())),
                            dial(
                                    new Attempt(
                                            THERE, Result.LINKED, "", Duration.ofMillis(12), way)));
            boolean isPunched = way == LinkInfo.Path.PUNCHED;
            assertEquals(isPunched ? "punched" : "reversed", report.fields().get("path"));
            assertEquals(
                    isPunched
                            ? List.of(
                                    "path       punched: both connected at the same moment, dialled from 192.168.1.20:52382 to 192.168.1.10:7001",
                                    "tried      at the same moment 192.168.1.10:7001: linked (12 ms)")
                            : List.of(
                                    "path       reversed: the peer connected back, dialled from 192.168.1.20:52382 to 192.168.1.10:7001",
                                    "tried      by a signal over 192.168.1.10:7001: linked (12 ms)"),
                    rows(report, "path", "tried"));
        }
    }

    @Test
    void eachWayOfTheLastDialIsToldOnce() {
        LinkReport report =
                report(
                        List.of(link(RELAY, LinkInfo.Origin.DIALLED, 1)),
                        dial(
                                attempt(at(1), Result.FAILED, "connection refused"),
                                attempt(at(2), Result.ANOTHER_KEY, "another key"),
                                attempt(at(3), Result.GIVEN_UP, "another address was quicker"),
                                attempt(at(4), Result.SKIPPED, "tried often just now"),
                                attempt(at(5), Result.TRYING, ""),
                                attempt(at(6), Result.REFUSED, "you have to wait"),
                                attempt(RELAY, Result.LINKED, ""),
                                met(at(1), Result.FAILED, "too early"),
                                met(at(1), Result.FAILED, "timed out"),
                                met(at(2), Result.LINKED, ""),
                                met(at(1), Result.GIVEN_UP, "another address was quicker"),
                                met(at(2), Result.FAILED, "timed out")));
        assertEquals(
                List.of(
                        "tried      192.168.1.1:7001: connection refused (12 ms)",
                        "tried      192.168.1.2:7001: another key answered, so the peer is not there (12 ms)",
                        "tried      192.168.1.3:7001: given up: another address was quicker (12 ms)",
                        "tried      192.168.1.4:7001: not tried: tried often just now",
                        "tried      192.168.1.5:7001: no answer yet (12 ms)",
                        "tried      192.168.1.6:7001: the peer has declined (12 ms)",
                        "tried      relay 192.0.2.1:7777: linked (12 ms)",
                        "tried      at the same moment 192.168.1.1:7001: given up: another address was quicker (12 ms, tried 3 times)",
                        "tried      at the same moment 192.168.1.2:7001: linked (12 ms, tried 2 times)"),
                rows(report, "tried"));
    }

    private static Address at(int host) {
        return Address.parse("tls://192.168.1." + host + ":7001");
    }

    private static Attempt met(Address address, Result result, String detail) {
        return new Attempt(address, result, detail, Duration.ofMillis(12), LinkInfo.Path.PUNCHED);
    }

    @Test
    void withoutALinkTheReasonIsTold() {
        LinkReport report = report(List.of(), dial(attempt(THERE, Result.FAILED, "timed out")));
        assertEquals(
                List.of(
                        "link       none is open; the first message opens one",
                        "because    bob is registered, but nobody answers (a router or firewall may let nobody in); bob has no place at a relay",
                        "address    192.168.1.10:7001, 192.0.2.1:7777",
                        "registry   192.0.2.1:7777, asked if no address answers; connected",
                        "tried      192.168.1.10:7001: timed out (12 ms)"),
                report.rows(words -> "/" + words)
                        .subList(1, report.rows(words -> "/" + words).size()));
        assertEquals("none", report.fields().get("path"));
        assertEquals(
                "link       none is open; the first message opens one",
                report(List.of(), Optional.empty()).rows(words -> "/" + words).get(1));
    }

    @Test
    void aDirectoryThatWasNotAskedIsNotSaidToBeOutOfReach() {
        Address registry = Address.parse("registry://192.0.2.1:7777");
        assertEquals(
                List.of(
                        "registry   192.0.2.1:7777, asked if no address answers",
                        "registry   192.0.2.1:7777, asked if no address answers; out of reach"),
                rows(
                        new LinkReport(
                                new PathFacts(
                                        BOB,
                                        "verified",
                                        true,
                                        List.of(),
                                        Optional.empty(),
                                        List.of(
                                                new DirectoryStatus(registry, false, ""),
                                                new DirectoryStatus(registry, false, "refused")),
                                        List.of(),
                                        List.of()),
                                () -> NOW),
                        "registry"));
    }

    @Test
    void anAddressThatNothingHereKnowsIsInTheReasonWithAHint() {
        Attempt unserved =
                new Attempt(
                        Address.parse("unix:///bob.sock"),
                        Attempt.Result.FAILED,
                        "no transport for 'unix:///bob.sock' (there is tls)",
                        Duration.ZERO,
                        LinkInfo.Path.DIRECT);
        List<String> rows =
                report(List.of(), Optional.of(new Dial(List.of(unserved), false, true, true, "")))
                        .rows(words -> "/" + words);
        assertEquals(
                "because    bob is registered; nothing here carries links of the scheme unix,"
                        + " which needs a plugin",
                rows.get(2));
        assertEquals(
                List.of(
                        "hint       the plugin carrier may know it, and waits for you:",
                        "hint       /plugins allow carrier"),
                rows.subList(3, 5));
    }
}
