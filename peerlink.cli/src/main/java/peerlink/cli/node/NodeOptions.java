package peerlink.cli.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Visibility;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.ShellWords;
import picocli.CommandLine.Option;

/**
 * The options of every command that runs a node. They may stand before the command's name too.
 *
 * <p>The file is longer than most, as each option of a node stands here once, with its help.
 */
public final class NodeOptions implements Hints {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "the identity to use, with its own data (default: default)")
    @Nullable
    public String profile;

    @Option(
            names = "--name",
            paramLabel = "NICK",
            description =
                    "the name to go by: 1 to 32 letters, digits, '.', '_' or '-' "
                            + "(default: the profile's)")
    @Nullable String name;

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT[/ID]",
            description = "a registry to use; may be repeated (default: this machine's)")
    public List<String> registries = new ArrayList<>();

    @Option(
            names = "--registry-token-file",
            paramLabel = "FILE",
            description =
                    "the first line is the token that your registries want; it is "
                            + "proved and never sent (default: PEERLINK_REGISTRY_TOKEN)")
    @Nullable Path registryTokenFile;

    @Option(
            names = "--relay",
            paramLabel = "HOST:PORT/ID",
            description =
                    "a relay by which peers reach you that can't open a connection to you; may be "
                            + "repeated (default: those that your registries offer)")
    public List<String> relays = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "where to accept links; may be repeated (default: any free port of all "
                            + "addresses; of 127.0.0.1 while all registries are on this machine and "
                            + "the local network is off)")
    public List<String> listen = new ArrayList<>();

    @Option(
            names = "--announce",
            paramLabel = "HOST:PORT",
            description =
                    "an address that leads to yours, such as a port that a router forwards; "
                            + "may be repeated")
    List<String> announced = new ArrayList<>();

    @Option(
            names = "--direct",
            paramLabel = "true|false",
            completionCandidates = DirectWords.class,
            description =
                    "whether links to peers may be direct; with false they go over relays alone, so "
                            + "that peers don't learn your address (default: true)")
    @Nullable String direct;

    @Option(
            names = "--visibility",
            paramLabel = "public|lookup-only|hidden",
            completionCandidates = VisibilityWords.class,
            description =
                    "whom registries tell of you: public, everyone whom they list peers to; "
                            + "lookup-only, who knows your exact name or id; hidden, who knows your id "
                            + "(default: public)")
    @Nullable String visibility;

    @Option(
            names = "--requests",
            paramLabel = "ask|accept|refuse",
            completionCandidates = RequestWords.class,
            description =
                    "somebody new who writes waits until you accept it, is accepted at once, "
                            + "or is turned away (default: ask, but accept whoever is on this machine)")
    @Nullable String requests;

    @Option(
            names = "--connect",
            paramLabel = "INVITE",
            description = "add the peer of an invite, such as id prints; may be repeated")
    public List<String> invites = new ArrayList<>();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "where profiles and plugins are kept "
                            + "(default: PEERLINK_HOME, else ~/.local/share/peerlink)")
    @Nullable
    public Path home;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "the first line is the key's passphrase "
                            + "(default: PEERLINK_PASSPHRASE, else it is asked for)")
    @Nullable
    public Path passphraseFile;

    @Option(
            names = "--rpc-token-file",
            paramLabel = "FILE",
            description =
                    "let programs in containers speak to the node that runs: the first line is the "
                            + "token that they show (default: none may)")
    @Nullable
    public Path rpcTokenFile;

    @Option(
            names = "--no-plugins",
            description = "do without plugins, also without those that come with PeerLink")
    public boolean noPlugins;

    @Option(
            names = "--allow-plugin",
            paramLabel = "NAME=SHA256",
            description =
                    "let a plugin with this content run, this time, that you have not agreed to; may "
                            + "be repeated")
    public List<String> allowedPlugins = new ArrayList<>();

    /** Offers the words to the shell's completion, as the other type of this kind does. */
    static final class VisibilityWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Visibility.values()).map(Visibility::word).iterator();
        }
    }

    static final class DirectWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("true", "false").iterator();
        }
    }

    static final class RequestWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("ask", "accept", "refuse").iterator();
        }
    }

    /** Returns these options, with values of the other ones where these have none. */
    public NodeOptions or(NodeOptions other) {
        NodeOptions both = new NodeOptions();
        both.profile = first(profile, other.profile);
        both.name = first(name, other.name);
        both.registries = registries.isEmpty() ? other.registries : registries;
        both.registryTokenFile = first(registryTokenFile, other.registryTokenFile);
        both.relays = relays.isEmpty() ? other.relays : relays;
        both.listen = listen.isEmpty() ? other.listen : listen;
        both.announced = announced.isEmpty() ? other.announced : announced;
        both.direct = first(direct, other.direct);
        both.visibility = first(visibility, other.visibility);
        both.requests = first(requests, other.requests);
        both.invites = invites.isEmpty() ? other.invites : invites;
        both.home = first(home, other.home);
        both.passphraseFile = first(passphraseFile, other.passphraseFile);
        both.rpcTokenFile = first(rpcTokenFile, other.rpcTokenFile);
        both.noPlugins = noPlugins || other.noPlugins;
        both.allowedPlugins = allowedPlugins.isEmpty() ? other.allowedPlugins : allowedPlugins;
        return both;
    }

    /** Returns the same options with one more invite. */
    public NodeOptions and(String invite) {
        NodeOptions more = or(new NodeOptions());
        more.invites = new ArrayList<>(invites);
        more.invites.add(invite);
        return more;
    }

    /**
     * Returns the given options that a running node has or has not, by name: all but those that
     * choose the profile, open its key, or add an invite's peer. Paths are absolute.
     */
    public Map<String, List<String>> ofNode() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        given.put("--name", listed(name));
        given.put("--registry", registries);
        given.put(
                "--registry-token-file",
                listed(registryTokenFile == null ? null : absolute(registryTokenFile)));
        given.put("--relay", relays);
        given.put("--listen", listen);
        given.put("--announce", announced);
        given.put("--direct", listed(direct));
        given.put("--visibility", listed(visibility));
        given.put("--requests", listed(requests));
        given.put("--no-plugins", noPlugins ? List.of("true") : List.of());
        given.put("--allow-plugin", allowedPlugins);
        given.values().removeIf(List::isEmpty);
        return given;
    }

    /**
     * Returns the same options with those of another node, by name as in {@link #ofNode}, where
     * these have none.
     */
    public NodeOptions orOfNode(Map<String, List<String>> others) {
        NodeOptions node = new NodeOptions();
        node.name = only(others, "--name");
        node.registries = others.getOrDefault("--registry", List.of());
        String tokenFile = only(others, "--registry-token-file");
        node.registryTokenFile = tokenFile == null ? null : Path.of(tokenFile);
        node.relays = others.getOrDefault("--relay", List.of());
        node.listen = others.getOrDefault("--listen", List.of());
        node.announced = others.getOrDefault("--announce", List.of());
        node.direct = only(others, "--direct");
        node.visibility = only(others, "--visibility");
        node.requests = only(others, "--requests");
        node.noPlugins = others.containsKey("--no-plugins");
        node.allowedPlugins = others.getOrDefault("--allow-plugin", List.of());
        return or(node);
    }

    private static @Nullable String only(Map<String, List<String>> options, String name) {
        return options.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }

    private static List<String> listed(@Nullable String value) {
        return Optional.ofNullable(value).stream().toList();
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    @Override
    public String call(String words) {
        List<String> own = new ArrayList<>();
        if (profile != null) {
            own.addAll(List.of("--profile", profile));
        }
        if (home != null) {
            own.addAll(List.of("--home", home.toString()));
        }
        if (passphraseFile != null) {
            own.addAll(List.of("--passphrase-file", passphraseFile.toString()));
        }
        return with(ProgramName.call(words), own);
    }

    @Override
    public String callOnline(String words) {
        List<String> online = new ArrayList<>();
        registries.forEach(registry -> online.addAll(List.of("--registry", registry)));
        if (registryTokenFile != null) {
            online.addAll(List.of("--registry-token-file", registryTokenFile.toString()));
        }
        return with(call(words), online);
    }

    @Override
    public String callOther(String other) {
        return with(
                ProgramName.call("--profile " + other),
                home == null ? List.of() : List.of("--home", home.toString()));
    }

    @Override
    public String callAgain(String words) {
        List<String> more = new ArrayList<>();
        put(more, "--name", Stream.ofNullable(name));
        put(more, "--relay", relays.stream());
        // those of plugins' schemes stay beside the one that takes the others' place
        put(more, "--listen", listen.stream().filter(place -> place.contains("://")));
        put(more, "--announce", words.contains("--announce ") ? Stream.of() : announced.stream());
        put(more, "--direct", Stream.ofNullable(direct));
        put(more, "--visibility", Stream.ofNullable(visibility));
        put(more, "--requests", Stream.ofNullable(requests));
        put(more, "--rpc-token-file", Stream.ofNullable(rpcTokenFile).map(Path::toString));
        if (noPlugins) {
            more.add("--no-plugins");
        }
        put(more, "--allow-plugin", allowedPlugins.stream());
        return with(callOnline(words), more);
    }

    private static void put(List<String> words, String option, Stream<String> values) {
        values.forEach(value -> words.addAll(List.of(option, value)));
    }

    /**
     * Returns the options for hints about a node that runs with these ones, to a user who named it
     * by others: files and the profile as the user named them there.
     */
    public NodeOptions forHintsTo(NodeOptions asking) {
        NodeOptions both = or(asking);
        both.profile = first(asking.profile, profile);
        both.home = first(asking.home, home);
        both.passphraseFile = first(asking.passphraseFile, passphraseFile);
        return both;
    }

    /** Returns a command line of the registry, which has no profile. */
    String callRegistry(String words) {
        return with(
                ProgramName.call(words),
                home == null ? List.of() : List.of("--home", home.toString()));
    }

    private static String with(String command, List<String> options) {
        return options.isEmpty() ? command : command + " " + ShellWords.quoted(options);
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return Optional.ofNullable(one).orElse(other);
    }
}
