package peerlink.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.local.LocalClient;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.Outcome;
import peerlink.cli.local.RequestOutput;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.PeerRows;
import peerlink.core.ProfileLastKnown;
import peerlink.core.model.LastKnown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the peers that are online. */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List who is there.",
            "If a registry does not answer: also who was there when it did, with the time; if",
            "none does, exit 5.",
            "A chat or listen of the profile is asked, if one runs."
        },
        synopsisHeading = "usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%noptions:%n",
        footerHeading = "%nexamples:%n",
        footer = {
            "  peerlink peers",
            "  peerlink peers --json",
            "  peerlink peers --registry 192.0.2.1:7777"
        })
final class PeersCommand extends NodeCommand {
    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Mixin NodeOptions options = new NodeOptions();

    PeersCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws Exception {
        NodeOptions all = given(options);
        ProgramSettings settings = ProgramSettings.resolve(all, environment);
        Path profile = settings.profile().directory();
        Optional<Outcome> asked =
                LocalClient.ask(
                        profile,
                        new LocalRequest.Peers(all, json),
                        RequestOutput.of(environment.out()::println, environment.err()::println));
        if (asked.isPresent()) {
            environment.out().flush();
            return asked.get().told(environment.err(), true);
        }
        NodeAssembly assembly = NodeAssembly.of(settings, all, environment);
        try {
            PeerLookup.Found found = PeerLookup.everyone(assembly, all, environment.err());
            List<Peer> peers =
                    found.peers().stream()
                            .filter(peer -> !peer.id().equals(assembly.identity().id()))
                            .toList();
            keep(profile, peers);
            print(peers);
            if (!found.isWhole()) {
                Set<PeerId> present = peers.stream().map(Peer::id).collect(Collectors.toSet());
                printLastKnown(profile, known -> !present.contains(known.peer().id()));
            }
            return ExitCode.OK;
        } catch (CliException e) {
            if (e.exitCode() != ExitCode.UNTRUSTED) {
                printLastKnown(profile, _ -> true);
            }
            throw e;
        }
    }

    private void print(List<Peer> peers) {
        if (json) {
            JsonLines lines = new JsonLines(environment.out());
            peers.forEach(peer -> lines.print(PeerRows.fields(peer, true)));
        } else if (peers.isEmpty()) {
            environment.err().println("nobody else is there");
        } else {
            peers.forEach(peer -> environment.out().println(PeerRows.row(peer)));
        }
    }

    private void printLastKnown(Path profile, Predicate<LastKnown> shown) {
        List<LastKnown> all;
        try {
            all = ProfileLastKnown.read(profile).stream().filter(shown).toList();
        } catch (IOException e) {
            environment.err().println("warning: " + Failures.message(e));
            return;
        }
        if (json) {
            JsonLines lines = new JsonLines(environment.out());
            all.forEach(known -> lines.print(PeerRows.fields(known)));
        } else {
            all.forEach(known -> environment.out().println(PeerRows.row(known, LocalZone.now())));
        }
        environment.out().flush();
    }

    private void keep(Path profile, List<Peer> peers) {
        try {
            ProfileLastKnown.keep(profile, peers);
        } catch (IOException e) {
            environment.err().println("warning: " + Failures.message(e));
        }
    }
}
