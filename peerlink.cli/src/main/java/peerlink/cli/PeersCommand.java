package peerlink.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.api.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists who is there. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "List who is there.",
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink peers",
            "  peerlink peers --json",
            "  peerlink peers --registry 192.0.2.1:7777"
        })
final class PeersCommand implements Callable<Integer> {
    private final Environment environment;

    @ParentCommand PeerLinkCommand root;

    @Option(names = "--json", description = "one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    PeersCommand(Environment environment) {
        this.environment = environment;
        this.root = new PeerLinkCommand(environment);
    }

    @Override
    public Integer call() throws Exception {
        Assembly assembly = Assembly.of(options.or(root.options), environment);
        List<Peer> peers =
                Search.ask(assembly, new Query.Everyone()).stream()
                        .filter(peer -> !peer.id().equals(assembly.identity().id()))
                        .toList();
        if (json) {
            JsonLines lines = new JsonLines(environment.out());
            peers.forEach(peer -> lines.print(object(peer)));
        } else if (peers.isEmpty()) {
            environment.err().println("nobody else is there");
        } else {
            peers.forEach(peer -> environment.out().println(row(peer)));
        }
        return ExitCode.OK;
    }

    private static Map<String, Object> object(Peer peer) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", peer.name());
        object.put("id", peer.id());
        object.put("addresses", peer.addresses());
        return object;
    }

    /** Returns one peer in columns, as {@code /peers} shows it too. */
    static String row(Peer peer) {
        return "%-16s %s  %s"
                .formatted(
                        peer.name(),
                        peer.id().shortForm(),
                        peer.addresses().stream()
                                .map(Address::toString)
                                .map(address -> address.replaceFirst("^tls://", ""))
                                .map(Printable::line)
                                .collect(Collectors.joining(" ")));
    }
}
