package peerlink.cli.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.Visibility;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Typed;
import peerlink.cli.text.HostPort;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginTimes;
import peerlink.core.model.RequestPolicy;
import peerlink.registry.access.EnrolmentToken;

/**
 * The settings of one run. An option comes before an environment variable, the variable before the
 * profile's configuration file, and that file before the machine's.
 *
 * @param registries the registries that the user named; empty if none
 * @param invited the registries of invites, of earlier ones and of those of this run, that the
 *     user has not named
 * @param relays the relays that the user named; empty if none
 * @param registryToken the token for registries, if the user has one
 * @param localRegistry {@code host:port} of this machine's registry, used if the user names no
 * registry
 * @param listen the addresses to listen on that the user named; empty if none
 * @param announced the addresses that the user announces besides those of the machine
 * @param isDirect whether links to peers may be direct
 * @param links the policy for every link
 * @param visibility the visibility that this peer asks of registries
 * @param requests the policy for requests of unknown peers, if the user set one
 * @param keepFor the longest time for which a message waits for its peer
 * @param journalMessages the messages that may wait for the slowest bot before no more are taken
 * @param journalMib the MiB of content that those may have
 * @param localNetwork the settings of the local network
 * @param pluginFolders the folders of the user's plugins, which run once the user has agreed to
 *     them, and of the image's own; none if the run does without
 * @param plugins the plugins' settings, by plugin name
 * @param systemConfig the configuration file of the machine, which need not be there
 * @param pluginTimes the times that plugins may take
 * @param given the settings of a node that the user has given, in whatever way
 * @param warnings warnings for the user, one line each
 */
public record ProgramSettings(
        Profile profile,
        PeerName name,
        List<Address> registries,
        List<Address> invited,
        List<Address> relays,
        Optional<EnrolmentToken> registryToken,
        String localRegistry,
        List<Address> listen,
        List<Address> announced,
        boolean isDirect,
        LinkPolicy links,
        Visibility visibility,
        Optional<RequestPolicy> requests,
        Duration keepFor,
        long journalMessages,
        long journalMib,
        LocalNetwork localNetwork,
        PluginFolders pluginFolders,
        Map<String, Map<String, String>> plugins,
        Path systemConfig,
        PluginTimes pluginTimes,
        GivenSettings given,
        List<String> warnings) {

    public static final String DEFAULT_LOCAL_REGISTRY = "127.0.0.1:7777";
    private static final Address LOOPBACK = Address.parse("tls://127.0.0.1:0");
    private static final Address EVERYWHERE = Address.parse("tls://0.0.0.0:0");

    /**
     * Combines options, variables and files.
     *
     * @throws CliException if a setting makes no sense; the message names it
     */
    public static ProgramSettings resolve(NodeOptions options, Environment environment)
            throws CliException {
        return new SettingsReading(options, environment).settings();
    }

    /**
     * Returns the directories to use: those that the user named, or else this machine's, and the
     * registries of invites.
     *
     * @param hosting whether this run may host this machine's registry if no other process does
     */
    public List<Address> directories(boolean hosting) {
        if (registries.isEmpty()) {
            Address local = Address.parse((hosting ? "local://" : "registry://") + localRegistry);
            return Stream.concat(
                            Stream.of(local),
                            invited.stream().filter(one -> !one.shortForm().equals(localRegistry)))
                    .toList();
        }
        return Stream.concat(registries.stream(), invited.stream()).toList();
    }

    /** Tells whether this is the machine's own registry, which nobody has named: it may not run. */
    boolean isUnnamed(Address directory) {
        return registries.isEmpty() && directory.shortForm().equals(localRegistry);
    }

    /**
     * Returns the addresses to listen on, of one scheme or several: by default one on loopback
     * only, as long as every registry is this machine's, nobody else is to find the node on the
     * local network, and no other address is announced.
     */
    public List<Address> listenAddresses() {
        return listen.isEmpty() ? List.of(isForThisMachine() ? LOOPBACK : EVERYWHERE) : listen;
    }

    /**
     * Returns the addresses to listen on as well once an invite leads beyond this machine: as the
     * next start would, unless the user has named some.
     */
    List<Address> listenOnceInvited() {
        return listen.isEmpty() && isForThisMachine() ? List.of(EVERYWHERE) : List.of();
    }

    private boolean isForThisMachine() {
        return !localNetwork.isOn()
                && Stream.of(registries, invited, announced)
                        .flatMap(List::stream)
                        .allMatch(HostPort::isLoopback);
    }

    /**
     * Refuses an announced address where no port to listen on stays the same: whoever forwards a
     * port, forwards it to one.
     *
     * @param typed the command line, for the hint
     */
    void requireStayingPort(Typed typed) throws CliException {
        Optional<Address> forwarded =
                announced.stream().filter(address -> address.uri().getPort() > 0).findFirst();
        if (isDirect && forwarded.isPresent() && !hasStayingPort(listen)) {
            Address first = forwarded.get();
            throw new CliException(
                    ExitCode.USAGE,
                    "%s is announced, but nothing says on which port to listen, so any free one would be taken"
                            .formatted(first.shortForm()),
                    typed.with("--listen", "0.0.0.0:" + first.port()));
        }
    }

    static boolean hasStayingPort(List<Address> listen) {
        // other transports' addresses need not have one
        return listen.stream().anyMatch(address -> address.uri().getPort() > 0);
    }

    /** Returns the folders of the user's plugins and of the image's own. */
    static PluginFolders pluginFolders(Profile profile, Map<String, String> allowed) {
        return new PluginFolders(
                Optional.of(profile.plugins()),
                List.of(Path.of(System.getProperty("java.home", "."), "plugins")),
                allowed);
    }

    /** Returns the profile, without looking at its folder. */
    public static Profile profile(NodeOptions options, Environment environment)
            throws CliException {
        PeerName name =
                SettingWords.checked(
                        Optional.ofNullable(options.profile)
                                .or(() -> environment.variable("PEERLINK_PROFILE"))
                                .orElse(Profile.DEFAULT.text()),
                        PeerName::new,
                        environment.typed().with("--profile", "alice"));
        if (options.home != null) {
            if (options.home.toString().isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE,
                        "no folder: --home is empty",
                        environment.typed().without("--home"));
            }
            return new Profile(options.home.toAbsolutePath().normalize(), name);
        }
        Optional<String> home = environment.variable("PEERLINK_HOME");
        try {
            return new Profile(
                    home.isPresent()
                            ? Path.of(home.get()).toAbsolutePath().normalize()
                            : Profile.defaultHome(environment),
                    name);
        } catch (InvalidPathException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not a folder: PEERLINK_HOME is '" + Printable.excerpt(e.getInput()) + "'",
                    "");
        }
    }
}
