package peerlink.cli.local;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Printable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.text.HostPort;
import peerlink.cli.text.OutboxRow;
import peerlink.core.Node;
import peerlink.core.model.NodeEndedException;

/**
 * Performs local requests at the node that has the profile's messages open. Safe for use by several
 * threads.
 */
final class LocalRequests {
    private final Node node;

    LocalRequests(Node node) {
        this.node = node;
    }

    /**
     * Performs one request.
     *
     * @param told gets the answers before the last: {@link LocalAnswer.Stored} and
     * {@link LocalAnswer.Row}
     * @throws InterruptedException if the request was given up
     * @throws NodeEndedException if the node ends before the request is finished
     */
    Outcome perform(LocalRequest request, Consumer<LocalAnswer> told)
            throws InterruptedException, NodeEndedException {
        Consumer<String> stored = messageId -> told.accept(new LocalAnswer.Stored(messageId));
        try {
            return switch (request) {
                case LocalRequest.Send send -> {
                    requireRegistries(send.given());
                    yield SendJob.of(node, send, stored).run();
                }
                case LocalRequest.Await await -> SendJob.of(node, await, stored).run();
                case LocalRequest.Listing _ -> {
                    OutboxRow.all(node).forEach(row -> told.accept(new LocalAnswer.Row(row)));
                    yield Outcome.done("");
                }
                case LocalRequest.Cancel cancel -> cancelled(cancel);
            };
        } catch (NodeEndedException e) {
            throw e;
        } catch (CliException | IOException e) {
            return Outcome.failed(e);
        }
    }

    /** Refuses a request that names a registry which the node does not ask. */
    private void requireRegistries(NodeOptions given) throws CliException {
        List<String> used = node.directories().stream().map(d -> d.address().shortForm()).toList();
        for (String registry : given.registries) {
            Address address = registry(registry);
            if (!used.contains(address.shortForm())) {
                throw new CliException(
                        ExitCode.ERROR,
                        "process %d, which has the profile open, does not use the registry %s"
                                .formatted(ProcessHandle.current().pid(), address.shortForm()),
                        "without --registry it goes by those that are used; to end that process: kill %d"
                                .formatted(ProcessHandle.current().pid()));
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

    private Outcome cancelled(LocalRequest.Cancel cancel) throws IOException {
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
        }
        return Outcome.done(OutboxRow.cancelled(meant));
    }
}
