package peerlink.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.core.IdentityStore;
import peerlink.core.ProtocolNetwork;
import peerlink.registry.Openness;
import peerlink.registry.RegistryOptions;
import peerlink.registry.RegistryServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs a registry alone, for a team or a machine. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run a registry, in which peers find each other, until Ctrl-C or SIGTERM.",
            "It prints the option that peers use it with; the id in it proves the registry."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink registry",
            "  peerlink registry --listen 0.0.0.0:7777 --visibility registered",
            "  peerlink --registry 192.0.2.1:7777"
        })
final class RegistryCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "where to listen (default: 127.0.0.1:7777)")
    @Nullable String listen;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "where its key is kept, in the folder registry (default: PEERLINK_HOME)")
    @Nullable Path home;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the first line is the passphrase of its key, if that has one")
    @Nullable Path passphraseFile;

    @Option(
            names = "--visibility",
            paramLabel = "WHO",
            description =
                    "what the registry tells: everyone may list and watch its peers (public),"
                            + " registered peers may (registered), nobody may and only who knows a"
                            + " name or id finds its peer (lookup-only), or only who knows an id"
                            + " (hidden). Default: public on 127.0.0.1, registered on a private"
                            + " address, elsewhere lookup-only.")
    @Nullable String visibility;

    RegistryCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions options = new NodeOptions();
        options.home = home;
        options.listen = listen;
        options.passphraseFile = passphraseFile;
        NodeOptions all = options.or(root.options);
        Settings settings = Settings.resolve(all, environment);
        // the registry is nobody's profile: it has a key of its own
        Identity identity =
                IdentityStore.loadOrCreate(
                        settings.profile().home().resolve("registry"),
                        new Passphrases(environment, all, null).current());
        Address address = settings.listen().orElse(HostPort.listen(settings.localRegistry()));
        RegistryServer server =
                RegistryServer.start(
                        new ProtocolNetwork(
                                identity,
                                new PeerName("registry"),
                                Assembly.transports(),
                                settings.links()),
                        address,
                        RegistryOptions.defaults().withOpenness(openness(visibility)));
        Shutdown.closing("registry-end", server);
        environment
                .err()
                .printf(
                        "registry on %s (%s); Ctrl-C ends. Peers use it with:%n",
                        server.address().hostAndPort(), identity.id().shortForm());
        environment
                .out()
                .println("--registry " + reachable(server.address()) + "/" + identity.id());
        environment.out().flush();
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    static Openness openness(@Nullable String visibility) throws CliException {
        if (visibility == null) {
            return Openness.AUTOMATIC;
        }
        for (Openness openness : Openness.values()) {
            if (openness != Openness.AUTOMATIC && openness.word().equals(visibility)) {
                return openness;
            }
        }
        throw new CliException(
                ExitCode.USAGE,
                "not a visibility: '%s' (public, registered, lookup-only or hidden)"
                        .formatted(Printable.excerpt(visibility)),
                ProgramName.call("registry --visibility registered"));
    }

    /** Returns {@code host:port} for others: for "any address", one of this machine's. */
    private static String reachable(Address address) throws SocketException {
        boolean any = address.host().equals("0.0.0.0") || address.host().equals("::");
        return any
                ? Address.of(
                                address.scheme(),
                                ownAddress().map(InetAddress::getHostAddress).orElse("127.0.0.1"),
                                address.port())
                        .hostAndPort()
                : address.hostAndPort();
    }

    private static Optional<InetAddress> ownAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }
}
