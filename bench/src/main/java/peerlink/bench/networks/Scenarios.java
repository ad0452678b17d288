package peerlink.bench.networks;

import static peerlink.bench.networks.Firewall.ONLY_443;
import static peerlink.bench.networks.Firewall.RESETTING;
import static peerlink.bench.networks.Firewall.SILENT;
import static peerlink.bench.networks.Nat.PORT_PRESERVING;
import static peerlink.bench.networks.Nat.RANDOM_PORTS;
import static peerlink.bench.networks.Needs.CANDIDATES;
import static peerlink.bench.networks.Needs.LAN;
import static peerlink.bench.networks.Needs.NOTHING;
import static peerlink.bench.networks.Needs.RELAY;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The scenarios, a description each. docs/networks.md has them in words. */
final class Scenarios {
    static final List<Scenario> ALL =
            List.of(
                    new Scenario("lan", NOTHING, true, Scenarios::lan),
                    new Scenario("lan-virtual", CANDIDATES, true, Scenarios::lanVirtual),
                    new Scenario("lan-no-registry", LAN, true, Scenarios::lanWithoutRegistry),
                    new Scenario("address-change", CANDIDATES, true, Scenarios::addressChange),
                    new Scenario("outage", CANDIDATES, true, Scenarios::outage),
                    new Scenario("to-public", NOTHING, true, Scenarios::toPublic),
                    new Scenario("from-public", RELAY, true, Scenarios::fromPublic),
                    new Scenario(
                            "port-preserving",
                            RELAY,
                            true,
                            lab -> nats(lab, PORT_PRESERVING, PORT_PRESERVING, SILENT)),
                    new Scenario(
                            "early-reset",
                            RELAY,
                            false,
                            lab -> nats(lab, PORT_PRESERVING, PORT_PRESERVING, RESETTING)),
                    new Scenario(
                            "random-one",
                            RELAY,
                            false,
                            lab -> nats(lab, PORT_PRESERVING, RANDOM_PORTS, SILENT)),
                    new Scenario(
                            "random-both",
                            RELAY,
                            false,
                            lab -> nats(lab, RANDOM_PORTS, RANDOM_PORTS, SILENT)),
                    new Scenario("double-nat", RELAY, true, Scenarios::doubleNat),
                    new Scenario("carrier", RELAY, false, Scenarios::carrier),
                    new Scenario("same-address", RELAY, true, Scenarios::sameAddress),
                    new Scenario("stranger", RELAY, true, Scenarios::stranger),
                    new Scenario("ipv6-firewall", RELAY, true, Scenarios::version6Firewall),
                    new Scenario("only-443", RELAY, false, Scenarios::only443));

    /** The names of those that take a minute and a half together. */
    static final List<String> SHORT = List.of("lan", "port-preserving", "same-address");

    private static final String REGISTRY = Lab.PUBLIC + "1";
    private static final String ALICES = Lab.PUBLIC + "11";
    private static final String BOBS = Lab.PUBLIC + "12";

    private Scenarios() {}

    /** Two laptops at one home's router; the registry is on the internet. */
    private static Setting lan(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home = lab.home("router", internet, ALICES, "192.168.1.1");
        return new Setting(
                        lab.laptop("alice", home, "192.168.1.10"),
                        lab.laptop("bob", home, "192.168.1.20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /**
     * The same; both have the bridges of Docker and libvirt and a VPN, with the addresses that all
     * machines have there, and Bob four networks of containers besides.
     */
    private static Setting lanVirtual(Lab lab) throws IOException, InterruptedException {
        Setting setting = lan(lab);
        for (Host host : List.of(setting.alice(), setting.bob())) {
            lab.virtualBridge(host, "virbr0", "192.168.122.1/24");
            lab.virtualBridge(host, "docker0", "172.17.0.1/16");
            lab.tunnel(host, "10.8.0.2/24");
        }
        for (int i = 18; i < 22; i++) {
            lab.virtualBridge(setting.bob(), "br-" + i, "172." + i + ".0.1/16");
        }
        return setting;
    }

    /** Two laptops on one network, and nothing else: no registry, nothing configured. */
    private static Setting lanWithoutRegistry(Lab lab) throws IOException, InterruptedException {
        Setting setting = lan(lab);
        return new Setting(setting.alice(), setting.bob());
    }

    /** Two laptops on one network; Bob's is given another address. */
    private static Setting addressChange(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home = lab.home("router", internet, ALICES, "192.168.1.1");
        Host bob = lab.laptop("bob", home, "192.168.1.20");
        return new Setting(lab.laptop("alice", home, "192.168.1.10"), bob)
                .registry(lab.laptop("registry", internet, REGISTRY))
                .incident(() -> lab.move(bob, home, "192.168.1.30"), Duration.ZERO, () -> {});
    }

    /** Two laptops on one network; Bob's cable is out for 30 seconds. */
    private static Setting outage(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home = lab.home("router", internet, ALICES, "192.168.1.1");
        Host bob = lab.laptop("bob", home, "192.168.1.20");
        return new Setting(lab.laptop("alice", home, "192.168.1.10"), bob)
                .registry(lab.laptop("registry", internet, REGISTRY))
                .incident(
                        () -> lab.cable(bob, home, false),
                        Duration.ofSeconds(30),
                        () -> lab.cable(bob, home, true));
    }

    /** Alice is at home, Bob's machine has a public address and no firewall. */
    private static Setting toPublic(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home = lab.home("router", internet, ALICES, "192.168.1.1");
        return new Setting(
                        lab.laptop("alice", home, "192.168.1.10"),
                        lab.laptop("bob", internet, Lab.PUBLIC + "20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /** The other way round: it is the one with the public address who writes first. */
    private static Setting fromPublic(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home = lab.home("router", internet, BOBS, "192.168.178.1");
        return new Setting(
                        lab.laptop("alice", internet, Lab.PUBLIC + "20"),
                        lab.laptop("bob", home, "192.168.178.20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /** Two homes, each behind a router of its own. */
    private static Setting nats(Lab lab, Nat alices, Nat bobs, Firewall wall)
            throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home1 = lab.router("router-1", internet, ALICES, "192.168.1.1", alices, wall);
        Segment home2 = lab.router("router-2", internet, BOBS, "192.168.178.1", bobs, wall);
        return new Setting(
                        lab.laptop("alice", home1, "192.168.1.10"),
                        lab.laptop("bob", home2, "192.168.178.20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /** Two homes, each with a router of its own behind that of the provider. */
    private static Setting doubleNat(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment box1 = lab.home("box-1", internet, ALICES, "192.168.0.1");
        Segment box2 = lab.home("box-2", internet, BOBS, "10.0.0.1");
        Segment home1 = lab.home("router-1", box1, "192.168.0.2", "192.168.1.1");
        Segment home2 = lab.home("router-2", box2, "10.0.0.2", "192.168.178.1");
        return new Setting(
                        lab.laptop("alice", home1, "192.168.1.10"),
                        lab.laptop("bob", home2, "192.168.178.20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /**
     * Two homes of one carrier, which gives both the same public address, keeps its customers from
     * each other, and turns nothing back that goes to that address.
     */
    private static Setting carrier(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment carrier = lab.carrier("carrier", internet, ALICES, "100.64.0.1");
        Segment home1 = lab.home("router-1", carrier, "100.64.0.2", "192.168.1.1");
        Segment home2 = lab.home("router-2", carrier, "100.64.0.3", "192.168.178.1");
        return new Setting(
                        lab.laptop("alice", home1, "192.168.1.10"),
                        lab.laptop("bob", home2, "192.168.178.20"))
                .registry(lab.laptop("registry", internet, REGISTRY));
    }

    /** Two homes in which both laptops have the same private address and port. */
    private static Setting sameAddress(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home1 = lab.home("router-1", internet, ALICES, "192.168.1.1");
        Segment home2 = lab.home("router-2", internet, BOBS, "192.168.1.1");
        return new Setting(
                        lab.laptop("alice", home1, "192.168.1.10"),
                        lab.laptop("bob", home2, "192.168.1.10"))
                .registry(lab.laptop("registry", internet, REGISTRY))
                .options("--listen", "0.0.0.0:7001");
    }

    /** Two homes; in Alice's, a stranger has the private address and port that Bob has in his. */
    private static Setting stranger(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home1 = lab.home("router-1", internet, ALICES, "192.168.1.1");
        Segment home2 = lab.home("router-2", internet, BOBS, "192.168.1.1");
        return new Setting(
                        lab.laptop("alice", home1, "192.168.1.10"),
                        lab.laptop("bob", home2, "192.168.1.20"))
                .registry(lab.laptop("registry", internet, REGISTRY))
                .bystander(lab.laptop("carol", home1, "192.168.1.20"))
                .options("--listen", "0.0.0.0:7001");
    }

    /**
     * Two homes with IPv6 to every machine, whose routers let no IPv6 connection in, and whose IPv4
     * has random ports.
     */
    private static Setting version6Firewall(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment home1 =
                lab.router("router-1", internet, ALICES, "192.168.1.1", RANDOM_PORTS, SILENT);
        Segment home2 =
                lab.router("router-2", internet, BOBS, "192.168.178.1", RANDOM_PORTS, SILENT);
        Host alice = lab.laptop("alice", home1, "192.168.1.10");
        Host bob = lab.laptop("bob", home2, "192.168.178.20");
        lab.version6(internet);
        lab.version6(internet, home1, "2001:db8::11", "2001:db8:0:a", alice);
        lab.version6(internet, home2, "2001:db8::12", "2001:db8:0:b", bob);
        return new Setting(alice, bob).registry(lab.laptop("registry", internet, REGISTRY));
    }

    /** Alice's office lets nothing out but port 443, where the registry listens; Bob is at home. */
    private static Setting only443(Lab lab) throws IOException, InterruptedException {
        Segment internet = lab.internet();
        Segment office =
                lab.router("office", internet, ALICES, "10.1.1.1", PORT_PRESERVING, ONLY_443);
        Segment home = lab.home("router", internet, BOBS, "192.168.178.1");
        return new Setting(
                        lab.laptop("alice", office, "10.1.1.10"),
                        lab.laptop("bob", home, "192.168.178.20"))
                .registry(lab.laptop("registry", internet, REGISTRY), 443);
    }
}
