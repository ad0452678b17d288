package peerlink.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.DirectoryProbe;
import peerlink.api.PeerId;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Hints;
import peerlink.core.model.Candidate;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.OwnInterface;
import peerlink.core.model.RelayStatus;

/** The verdict about each fact, with its remedy. */
class DoctorTest {
    private static final Address FAR = Address.parse("registry://198.51.100.1:7777");
    private static final Address FURTHER = Address.parse("registry://203.0.113.1:7777");
    private static final Address LAN = Address.parse("lan://239.255.80.76:7776");
    private static final Address RELAY =
            Address.parse("relay://198.51.100.1:7777/" + PeerId.ofKey(new byte[] {1}));
    private static final String ELSEWHERE =
            "on a machine with a public address: peerlink registry --listen 0.0.0.0:7777";

    /** The facts, as they are unless a test changes them: a peer at home behind a router. */
    private boolean isRunning = true;

    private boolean isDirect = true;
    private List<Address> listening = List.of(Address.parse("tls://0.0.0.0:7001"));
    private String obstacle = "";
    private List<OwnInterface> interfaces =
            List.of(own("wlan0", OwnInterface.Kind.ROUTE, "192.168.1.10"));
    private List<Candidate> candidates =
            List.of(candidate("tls://192.168.1.10:7001", Candidate.Origin.ROUTE, "wlan0"));
    private final List<DirectoryCheck> checks = new ArrayList<>();
    private final List<DirectoryStatus> directories = new ArrayList<>();
    private List<RelayStatus> relays = List.of();
    private String lan = "off";
    private Hints given = Hints.NONE;

    private static OwnInterface own(String name, OwnInterface.Kind kind, String... hosts) {
        return new OwnInterface(
                name, kind, Arrays.stream(hosts).map(InetAddress::ofLiteral).toList());
    }

    private static Candidate candidate(String address, Candidate.Origin origin, String of) {
        return new Candidate(Address.parse(address), origin, of);
    }

    /**
     * Adds a registry that has told.
     *
     * @param observed the place at which it sees this machine's 192.168.1.10:40000
     */
    private void registry(Address registry, String observed, Boolean... reachable) {
        told(registry, observed, Duration.ZERO, reachable);
    }

    private void told(Address registry, String observed, Duration lead, Boolean... reachable) {
        checks.add(
                new DirectoryCheck(
                        registry,
                        Optional.of(
                                new DirectoryProbe(
                                        Address.parse("tls://192.168.1.10:40000"),
                                        Address.parse("tls://" + observed),
                                        lead,
                                        Arrays.stream(reachable).findFirst())),
                        "",
                        ""));
        directories.add(new DirectoryStatus(registry, true, ""));
    }

    private void silent(Address registry, String code, String failure) {
        checks.add(new DirectoryCheck(registry, Optional.empty(), code, failure));
        directories.add(new DirectoryStatus(registry, false, failure));
    }

    private List<Finding> findings() {
        return new Doctor(
                        new Examination(
                                isRunning,
                                isDirect,
                                listening,
                                obstacle,
                                interfaces,
                                candidates,
                                directories,
                                checks,
                                relays,
                                lan),
                        given)
                .findings();
    }

    /** Returns the rows about one subject. */
    private List<String> rows(String subject) {
        return findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(
                        finding ->
                                "%s %s%s"
                                        .formatted(
                                                finding.verdict().word(),
                                                finding.text(),
                                                finding.remedy().isEmpty()
                                                        ? ""
                                                        : " | " + finding.remedy()))
                .toList();
    }

    private String row(String subject) {
        List<String> rows = rows(subject);
        assertEquals(1, rows.size(), rows::toString);
        return rows.getFirst();
    }

    @Test
    void interfacesAreToldWithTheirMeaning() {
        interfaces =
                List.of(
                        own("wlan0", OwnInterface.Kind.ROUTE, "192.168.1.10", "2001:db8::9"),
                        own("tun0", OwnInterface.Kind.TUNNEL, "10.8.0.2"),
                        own("docker0", OwnInterface.Kind.BRIDGE, "172.17.0.1"));
        assertEquals(
                List.of(
                        "ok wlan0 192.168.1.10, 2001:db8:0:0:0:0:0:9: the way to the Internet begins here",
                        "ok tun0 10.8.0.2: a virtual private network",
                        "ok docker0 172.17.0.1: containers or virtual machines of this machine"),
                rows("interface"));
        assertEquals("ok public: 2001:db8:0:0:0:0:0:9", row("ipv6"));
    }

    @Test
    void aMachineWithoutANetworkFails() {
        interfaces = List.of();
        assertEquals(
                "fail this machine is in no network | connect the machine to a network, then: peerlink doctor",
                row("interface"));
        assertEquals(1, Doctor.exitCode(findings()));
        assertEquals("ok no public address: links go over IPv4", row("ipv6"));
    }

    @Test
    void aNodeThatOnlyThisMachineReachesIsWarnedIfItsRegistriesAreElsewhere() {
        listening = List.of(Address.parse("tls://127.0.0.1:40123"));
        assertEquals("ok 127.0.0.1:40123, for peers on this machine", row("listening"));
        registry(FAR, "198.51.100.7:40000");
        assertEquals(
                "warn 127.0.0.1:40123, where peers on other machines can't open a link | peerlink --listen 0.0.0.0:7001",
                row("listening"));
        assertEquals(
                "unknown not tried: no port is open to other machines | peerlink --listen 0.0.0.0:7001",
                row("port"));
    }

    @Test
    void anAddressOfAPluginsTransportHasNeitherHostNorPort() {
        Address place = Address.parse("unix:///run/alice.sock");
        listening = List.of(place);
        candidates = List.of(new Candidate(place, Candidate.Origin.NAMED, ""));
        assertEquals("ok unix:///run/alice.sock", row("listening"));
        assertTrue(row("announced").startsWith("ok 1. unix:///run/alice.sock: "), row("announced"));
        assertTrue(row("port").startsWith("unknown not tried"), row("port"));
    }

    @Test
    void withoutDirectLinksARelayIsNeededAndNoPort() {
        isDirect = false;
        listening = List.of();
        candidates = List.of();
        registry(FAR, "198.51.100.7:40000");
        assertEquals(
                "ok nowhere: direct is false, so links go over relays alone", row("listening"));
        assertEquals("ok none is open: links go over relays alone", row("port"));
        assertTrue(row("relay").startsWith("warn no registry offers one"), row("relay"));
        assertTrue(row("announced").startsWith("warn no address"), row("announced"));
    }

    @Test
    void aPortThatIsTakenFails() {
        isRunning = false;
        listening = List.of();
        obstacle = "can't listen on 0.0.0.0:7001: address already in use";
        assertEquals(
                "fail can't listen on 0.0.0.0:7001: address already in use | any free port: peerlink --listen 0.0.0.0:0",
                row("listening"));
    }

    @Test
    void announcedAddressesAreToldInTheirOrderWithTheReason() {
        candidates =
                List.of(
                        candidate("tls://203.0.113.7:7001", Candidate.Origin.NAMED, ""),
                        candidate("tls://192.168.1.10:7001", Candidate.Origin.ROUTE, "wlan0"),
                        candidate("tls://10.0.0.5:7001", Candidate.Origin.INTERFACE, "eth0"),
                        candidate("tls://10.8.0.2:7001", Candidate.Origin.TUNNEL, "tun0"),
                        candidate(
                                "tls://198.51.100.7:7001",
                                Candidate.Origin.OBSERVED,
                                FAR.toString()),
                        new Candidate(RELAY, Candidate.Origin.RELAY, ""));
        assertEquals(
                List.of(
                        "ok 1. 203.0.113.7:7001: named by --announce",
                        "ok 2. 192.168.1.10:7001: wlan0, where the way to the Internet begins",
                        "ok 3. 10.0.0.5:7001: eth0",
                        "ok 4. 10.8.0.2:7001: tun0, for members of that private network",
                        "ok 5. 198.51.100.7:7001: as 198.51.100.1:7777 sees this machine",
                        "ok 6. 198.51.100.1:7777: a place at a relay, tried last"),
                rows("announced"));
        candidates = List.of();
        assertEquals(
                "warn no address: peers wait until this one writes | peerlink --listen 0.0.0.0:7001",
                row("announced"));
    }

    @Test
    void registriesTellHowTheySeeThisMachine() {
        registry(FAR, "198.51.100.7:40000");
        assertEquals(
                "ok 198.51.100.1:7777: connected, and sees this machine at 198.51.100.7:40000",
                row("registry"));
        checks.clear();
        directories.clear();
        silent(FAR, "", "connection refused");
        assertEquals(
                "fail 198.51.100.1:7777: connection refused | check the address and the network; where it is to run: peerlink registry --listen 198.51.100.1:7777",
                row("registry"));
        checks.clear();
        silent(FAR, "unknown-request", "unknown request 'probe'");
        silent(FURTHER, "rate-limited", "too many tries to connect back");
        assertEquals(
                List.of(
                        "unknown 198.51.100.1:7777: connected; it is too old to tell how it sees this machine | its operator installs a newer PeerLink",
                        "unknown 203.0.113.1:7777: connected; too many tries to connect back | again in a minute: peerlink doctor"),
                rows("registry"));
    }

    @Test
    void thisMachinesOwnRegistryNeedNotRun() {
        isRunning = false;
        silent(Address.parse("registry://127.0.0.1:7777"), "", "connection refused");
        assertTrue(
                row("registry").startsWith("unknown 127.0.0.1:7777: does not run now"),
                row("registry"));
        assertEquals(0, Doctor.exitCode(findings()));
    }

    @Test
    void aRefusedRegistrationIsTold() {
        registry(FAR, "198.51.100.7:40000");
        directories.clear();
        directories.add(new DirectoryStatus(FAR, true, "the name belongs to another key"));
        assertEquals(
                "warn 198.51.100.1:7777: connected, and sees this machine at 198.51.100.7:40000; but: the name belongs to another key | its operator knows the reason; the id to tell is printed by peerlink id",
                row("registry"));
    }

    @Test
    void aTakenNameHasTheRemedyOfAnotherNameForTheRegistryAndItsRelay() {
        registry(FAR, "198.51.100.7:40000", false);
        directories.clear();
        directories.add(new DirectoryStatus(FAR, true, "name-taken", "the name is another key's"));
        assertEquals(
                "warn 198.51.100.1:7777: connected, and sees this machine at 198.51.100.7:40000; but: the name is another key's | start with another name: peerlink --name NAME",
                row("registry"));
        assertEquals(
                "warn none: a registry offers its relay to those whom it lists, and --relay names none | start with another name: peerlink --name NAME",
                row("relay"));
    }

    @Test
    void oneRegistryAloneCannotTellTheKindOfNat() {
        registry(FAR, "198.51.100.7:40000");
        assertEquals(
                "unknown a router makes 198.51.100.7 of this machine, and keeps the port towards 198.51.100.1:7777; towards others 198.51.100.1:7777 can't tell | a second registry would tell more; "
                        + "on another machine with a public address: peerlink registry --listen 0.0.0.0:7777",
                row("nat"));
        registry(FURTHER, "198.51.100.7:40000");
        assertEquals(
                "ok a router makes 198.51.100.7 of this machine, and keeps ports, as 2 registries see it",
                row("nat"));
    }

    @Test
    void aRouterThatChangesPortsIsTold() {
        String remedy =
                " | peers behind routers reach this one by a relay, unless a port is forwarded";
        registry(FAR, "198.51.100.7:1025");
        registry(FURTHER, "198.51.100.7:1026");
        assertEquals(
                "warn a router makes 198.51.100.7 of this machine, and changes ports" + remedy,
                row("nat"));
        registry(Address.parse("registry://203.0.113.2:7777"), "198.51.100.7:40000");
        assertEquals(
                "warn a router makes 198.51.100.7 of this machine, and keeps ports only at times"
                        + remedy,
                row("nat"));
        registry(Address.parse("registry://203.0.113.3:7777"), "198.51.100.8:40000");
        assertTrue(
                row("nat").startsWith("warn registries see different addresses: 198.51.100.7 by "),
                row("nat"));
    }

    @Test
    void whereThereIsNoRouterThereIsNoNat() {
        interfaces = List.of(own("eth0", OwnInterface.Kind.ROUTE, "198.51.100.7"));
        registry(FAR, "198.51.100.7:40000");
        assertEquals("ok none: 198.51.100.1:7777 sees an address of this machine", row("nat"));
    }

    @Test
    void aRegistryOfTheOwnNetworkSeesNoRouter() {
        registry(Address.parse("registry://192.168.1.2:7777"), "192.168.1.10:40000", true);
        assertEquals(
                "unknown 192.168.1.2:7777 is on this machine or network, and sees no router | "
                        + ELSEWHERE,
                row("nat"));
        assertEquals(
                "unknown 192.168.1.2:7777 connects to 192.168.1.10:7001 from this network; from outside nobody has tried | "
                        + ELSEWHERE,
                row("port"));
    }

    @Test
    void aPortThatARegistryReachesIsOpen() {
        registry(FAR, "198.51.100.7:40000", true);
        assertEquals("ok 198.51.100.1:7777 connects to 198.51.100.7:7001", row("port"));
        assertEquals("ok no registry offers one, and --relay names none", row("relay"));
    }

    @Test
    void aPortThatNoRegistryReachesHasARemedyForItsRouter() {
        registry(FAR, "198.51.100.7:40000", false);
        assertEquals(
                "warn 198.51.100.1:7777 can't connect to 198.51.100.7:7001: a router or firewall lets nobody in"
                        + " | forward TCP port 7001 of the router to port 7001 here, then: peerlink --listen 0.0.0.0:7001 --announce 198.51.100.7:7001",
                row("port"));
        assertEquals(
                "warn no registry offers one, and --relay names none | on a machine with a public address: peerlink relay --listen 0.0.0.0:7779",
                row("relay"));
        interfaces = List.of(own("eth0", OwnInterface.Kind.ROUTE, "198.51.100.7"));
        assertTrue(
                row("port")
                        .endsWith(
                                " | let TCP port 7001 in at this machine's firewall, then: peerlink --listen 0.0.0.0:7001"),
                row("port"));
    }

    @Test
    void aRemedyStartsTheChatWithTheOptionsThatTheRunningOneHas() {
        NodeOptions running = new NodeOptions();
        running.registries = List.of("198.51.100.1:7777");
        running.relays = List.of(RELAY.hostAndPort());
        running.listen = List.of("0.0.0.0:7001", "tor://own");
        running.noPlugins = true;
        NodeOptions asking = new NodeOptions();
        asking.home = Path.of("/tmp/home");
        given = running.forHintsTo(asking);
        registry(FAR, "198.51.100.7:40000", false);
        assertTrue(
                row("port")
                        .endsWith(
                                "peerlink --listen 0.0.0.0:7001 --announce 198.51.100.7:7001 --home /tmp/home"
                                        + " --registry 198.51.100.1:7777 --relay 198.51.100.1:7777"
                                        + " --listen tor://own --no-plugins"),
                row("port"));
    }

    @Test
    void aRelayWhoseRegistryIsSilentIsNotLaidToItsOperator() {
        silent(Address.parse("lan:///"), "", ""); // has no host, as directories of plugins may
        silent(FAR, "", "connection refused");
        relays = List.of(new RelayStatus(RELAY, false, Optional.empty(), "connection refused"));
        assertTrue(
                row("relay").endsWith(" | the line about that registry tells what is missing"),
                row("relay"));
        relays = List.of(new RelayStatus(RELAY, false, Optional.empty(), "not allowed"));
        checks.clear();
        directories.clear();
        registry(FAR, "198.51.100.7:40000");
        assertTrue(row("relay").contains("its operator allows"), row("relay"));
    }

    @Test
    void theForwardedPortIsTheOneThatIsTried() {
        candidates = List.of(candidate("tls://198.51.100.7:4711", Candidate.Origin.NAMED, ""));
        registry(FAR, "198.51.100.7:40000", false);
        assertTrue(
                row("port")
                        .contains(
                                "forward TCP port 4711 of the router to port 7001 here, then: peerlink --listen 0.0.0.0:7001 --announce 198.51.100.7:4711"),
                row("port"));
    }

    @Test
    void aWrongClockIsToldBeforeRegistriesRefuse() {
        told(FAR, "198.51.100.7:40000", Duration.ofSeconds(59));
        assertEquals("ok 59 s ahead of that of 198.51.100.1:7777", row("clock"));
        told(FURTHER, "198.51.100.7:40000", Duration.ofSeconds(-61));
        assertEquals(
                "warn 61 s behind that of 203.0.113.1:7777 | set the wrong one of both; on Linux: sudo timedatectl set-ntp true",
                row("clock"));
        told(FURTHER, "198.51.100.7:40000", Duration.ofMinutes(5));
        assertTrue(row("clock").startsWith("fail 300 s ahead of that of "), row("clock"));
        checks.clear();
        assertTrue(row("clock").startsWith("unknown "), row("clock"));
    }

    @Test
    void aRelayThatTheUserNamesMustGiveAPlace() {
        relays = List.of(new RelayStatus(RELAY, true, Optional.empty(), "connection refused"));
        assertEquals(
                "fail 198.51.100.1:7777: no place: connection refused | compare --relay with the line that the relay prints when it starts",
                row("relay"));
        relays = List.of(new RelayStatus(RELAY, false, Optional.empty(), "full"));
        assertTrue(row("relay").startsWith("warn "), row("relay"));
        relays = List.of(new RelayStatus(RELAY, true, Optional.empty(), ""));
        assertTrue(row("relay").startsWith("unknown "), row("relay"));
        relays = List.of(new RelayStatus(RELAY, true, Optional.of(Duration.ofMillis(12)), ""));
        assertEquals("ok 198.51.100.1:7777: a place since an answer of 12 ms", row("relay"));
        isRunning = false;
        assertEquals(
                "ok 198.51.100.1:7777: gives a place, within 12 ms; the chat and listen keep one",
                row("relay"));
    }

    @Test
    void withoutANodeThatRunsRelaysAreToldOfByRegistriesAlone() {
        isRunning = false;
        silent(FAR, "", "connection refused");
        assertTrue(row("relay").startsWith("unknown --relay names none, and no"), row("relay"));
        registry(FURTHER, "198.51.100.7:40000", true);
        assertEquals("ok no registry offers one, and --relay names none", row("relay"));
    }

    @Test
    void theLocalNetworkIsToldWithItsMode() {
        assertTrue(row("lan").startsWith("ok off"), row("lan"));
        lan = "contacts";
        directories.add(new DirectoryStatus(LAN, true, ""));
        assertEquals("ok contacts: who knows this id is shown it", row("lan"));
        lan = "visible";
        directories.set(0, new DirectoryStatus(LAN, false, "UDP port 7776 is taken"));
        assertTrue(
                row("lan")
                        .startsWith(
                                "warn visible: everybody on this network is shown this peer; UDP port 7776 is taken"),
                row("lan"));
        isRunning = false;
        assertTrue(row("lan").startsWith("ok visible"), row("lan"));
    }

    @Test
    void aFindingIsARowAndItsRemedyAnother() {
        Finding finding = new Finding("nat", FindingVerdict.WARN, "a\u001b[2Jrouter", "mend it");
        assertEquals(
                "warn    nat        a\ufffd[2Jrouter\n                   remedy: mend it",
                finding.row());
        assertEquals(
                "{subject=nat, verdict=warn, text=a\ufffd[2Jrouter, remedy=mend it}",
                finding.fields().toString());
        assertFalse(Finding.ok("nat", "none").row().contains("\n"));
    }
}
