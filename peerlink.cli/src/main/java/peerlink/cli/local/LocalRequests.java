package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.cli.doctor.Doctor;
import peerlink.cli.doctor.Finding;
import peerlink.cli.node.FilterRecord;
import peerlink.cli.node.Invites;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.text.HostPort;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.OutboxRow;
import peerlink.core.Node;
import peerlink.core.model.Invite;
import peerlink.core.model.NodeEndedException;

/**
 * Performs local requests at the node that has the profile's messages open. Safe for use by several
 * threads.
 */
final class LocalRequests {
    private final Path directory;
    private final Node node;
    private final NodeOptions options;
    private final Hosting hosting;

    /**
     * @param directory the profile's folder
     * @param options the options that the node was started with, for hints
     * @param hosting what this process does with the node
     */
    LocalRequests(Path directory, Node node, NodeOptions options, Hosting hosting) {
        this.directory = directory;
        this.node = node;
        this.options = options;
        this.hosting = hosting;
    }

    /** Notes what the plugins have now: one that has come is known to the shell by its record. */
    private void notePlugins() {
        CommandRecord.keep(directory, node);
        FilterRecord.keep(directory, node);
    }

    /**
     * Performs one request.
     *
     * @param caller gets the answers before the last, such as {@link LocalAnswer.Stored}
     * @throws InterruptedException if the request was given up
     * @throws NodeEndedException if the node ends before the request is finished
     */
    Outcome perform(LocalRequest request, LocalCaller caller)
            throws InterruptedException, NodeEndedException {
        try {
            return switch (request) {
                case LocalRequest.Send send -> {
                    requireRegistries(send.given());
                    requireSame(send.given());
                    yield SendJob.of(node, send, caller, this::sent).run();
                }
                case LocalRequest.Await await -> SendJob.of(node, await, caller).run();
                case LocalRequest.Listing _ -> {
                    OutboxRow.all(node).forEach(row -> caller.tell(new LocalAnswer.Row(row)));
                    yield Outcome.done("");
                }
                case LocalRequest.Cancel cancel -> cancelled(cancel, caller);
                case LocalRequest.Why why -> {
                    leaveUnlessUsed(why.given());
                    requirePlugins(why.given());
                    yield WhyJob.run(node, why, line -> caller.tell(new LocalAnswer.Text(line)));
                }
                case LocalRequest.Run run -> {
                    if (node.pluginFolders().isEmpty()) {
                        leaveUnlessResident();
                    }
                    requireSame(run.given());
                    Outcome outcome = RunJob.run(node, run, caller);
                    notePlugins();
                    yield outcome;
                }
                case LocalRequest.Connect connect -> {
                    leaveUnlessResident();
                    requireSame(connect.given());
                    yield connected(connect);
                }
                case LocalRequest.Plugins plugins -> {
                    leaveUnlessResident();
                    requirePlugins(plugins.given());
                    Outcome outcome =
                            PluginDeeds.perform(
                                    node.pluginControl(),
                                    plugins,
                                    line -> caller.tell(new LocalAnswer.Text(line)));
                    notePlugins();
                    yield outcome;
                }
                case LocalRequest.Self self -> {
                    leaveUnlessUsed(self.given());
                    leaveUnlessResident();
                    requirePlugins(self.given());
                    RunningSelf.of(node, self.given())
                            .lines()
                            .forEach(line -> caller.tell(new LocalAnswer.Text(line)));
                    yield Outcome.done("");
                }
                case LocalRequest.Peers peers -> {
                    leaveUnlessUsed(peers.given());
                    leaveUnlessResident();
                    requirePlugins(peers.given());
                    yield PeersJob.run(node, peers, caller);
                }
                case LocalRequest.Attach attach -> {
                    leaveUnlessAttachable();
                    hosting.attaching().require(attach);
                    RunningOptions.requireSame(attach, hosting.given(), node);
                    yield Outcome.done("");
                }
                case LocalRequest.Status status -> {
                    leaveUnlessAttachable();
                    hosting.status(node)
                            .lines(status.json())
                            .forEach(line -> caller.tell(new LocalAnswer.Text(line)));
                    yield Outcome.done("");
                }
                case LocalRequest.Same same -> {
                    leaveUnlessResident();
                    requireRegistries(same.given());
                    requireSame(same.given());
                    yield Outcome.done("");
                }
                case LocalRequest.Stop _ -> {
                    leaveUnlessAttachable();
                    hosting.attaching().stop();
                    yield Outcome.done(Long.toString(ProcessHandle.current().pid()));
                }
                case LocalRequest.Doctor question -> {
                    leaveUnlessUsed(question.given());
                    leaveUnlessResident();
                    requirePlugins(question.given());
                    yield examined(
                            Doctor.findings(node, options.forHintsTo(question.given())),
                            question,
                            line -> caller.tell(new LocalAnswer.Text(line)));
                }
            };
        } catch (NodeEndedException e) {
            throw e;
        } catch (CliException | IOException e) {
            return Outcome.failed(e);
        }
    }

    private void leaveUnlessResident() throws NodeEndedException {
        if (!node.diagnosis().isResident()) {
            throw new NodeEndedException("this node only sends");
        }
    }

    /** Shows a message that a command has sent in the chats. */
    private void sent(Delivery delivery, Peer peer) {
        hosting.events().sent(delivery, peer, null);
    }

    /** Refuses a question whose options ask for other plugins than the node has. */
    private void requirePlugins(NodeOptions given) throws CliException, NodeEndedException {
        try {
            RunningOptions.requirePlugins(given, options, node);
        } catch (CliException e) {
            leaveUnlessResident(); // one that only sends is soon gone
            throw e;
        }
    }

    /** Refuses to do something whose options ask for another node than this one. */
    private void requireSame(NodeOptions given) throws CliException, NodeEndedException {
        requirePlugins(given);
        if (node.diagnosis().isResident()) {
            RunningOptions.requireTyped(given, hosting.given(), node);
        }
    }

    private void leaveUnlessAttachable() throws NodeEndedException {
        if (hosting.attaching() == Attaching.NONE) {
            throw new NodeEndedException("this node only sends");
        }
    }

    /** Uses an invite as {@code /connect} does; a peer out of reach is a contact all the same. */
    private Outcome connected(LocalRequest.Connect connect) throws CliException, IOException {
        Invite invite = Invites.parse(connect.invite());
        Peer peer = node.add(invite);
        String state = "connected to %s, verified by the invite";
        try {
            node.reach(peer);
        } catch (PeerUnavailableException e) {
            state = "%s is a contact now, verified by the invite, and can't be reached yet";
        }
        return Outcome.done(
                (state + "; in the chat that runs: /chat %s, or from a shell: %s")
                        .formatted(
                                peer.name(),
                                peer.name(),
                                connect.given().call("send %s hello".formatted(peer.name()))));
    }

    /** Tells of findings. The outcome has the exit code alone. */
    static Outcome examined(
            List<Finding> findings, LocalRequest.Doctor question, Consumer<String> lines) {
        findings.stream()
                .map(finding -> question.json() ? JsonLines.line(finding.fields()) : finding.row())
                .forEach(lines);
        return new Outcome(Doctor.exitCode(findings), "", "");
    }

    /** Leaves a question that names a registry which the node does not ask to another node. */
    private void leaveUnlessUsed(NodeOptions given) throws CliException, NodeEndedException {
        List<String> used = used();
        for (String registry : given.registries) {
            if (!used.contains(registry(registry).shortForm())) {
                throw new NodeEndedException("this node does not use that registry");
            }
        }
    }

    private List<String> used() {
        return node.directories().stream()
                .map(directory -> directory.address().shortForm())
                .toList();
    }

    /** Refuses a request that names a registry which the node does not ask. */
    private void requireRegistries(NodeOptions given) throws CliException {
        List<String> used = used();
        for (String registry : given.registries) {
            Address address = registry(registry);
            if (!used.contains(address.shortForm())) {
                throw new CliException(
                        ExitCode.ERROR,
                        "the process that has the profile open does not use the registry %s; without --registry it goes by those that are used"
                                .formatted(address.shortForm()),
                        // the process of a command ends by itself
                        node.diagnosis().isResident() ? given.call("stop") : "");
            }
        }
    }

    private static Address registry(String text) throws CliException {
        try {
            return HostPort.registry(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, Failures.message(e), "");
        }
    }

    private Outcome cancelled(LocalRequest.Cancel cancel, LocalCaller caller) throws IOException {
        node.contacts().refresh();
        List<OutboxRow> meant = OutboxRow.meant(OutboxRow.all(node), cancel.which());
        if (meant.isEmpty()) {
            return new Outcome(
                    ExitCode.ERROR,
                    "no message '%s' waits, nor one for a peer called so"
                            .formatted(Printable.excerpt(cancel.which())),
                    cancel.given().call("outbox"));
        }
        for (OutboxRow row : meant) {
            node.outbox().cancel(row.messageId());
            caller.tell(new LocalAnswer.Row(row));
        }
        return Outcome.done(OutboxRow.cancelled(meant));
    }
}
