package peerlink.cli.repl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.text.OutboxRow;
import peerlink.core.Node;

/**
 * The commands about messages that wait for peers that are away. They run on the thread that reads
 * lines, except for completion.
 */
final class OutboxCommands {
    private final Node node;

    /**
     * The messages that were listed last. Their numbers stay valid while some of them are
     * delivered.
     */
    private List<OutboxRow> listed = List.of();

    OutboxCommands(Node node) {
        this.node = node;
    }

    List<Command> all() {
        return List.of(
                ReplCommand.plain(
                        "outbox", "what waits to be delivered", (_, console) -> list(console)),
                new Cancel());
    }

    private void list(Console console) throws IOException {
        listed = OutboxRow.all(node);
        console.print(
                listed.isEmpty()
                        ? OutboxRow.count(0)
                        : listed.stream().map(OutboxRow::text).collect(Collectors.joining("\n")));
    }

    /** Cancels messages: by number, by id, or all for a peer. */
    private final class Cancel implements Command {
        @Override
        public String name() {
            return "cancel";
        }

        @Override
        public String summary() {
            return "give up messages that wait";
        }

        @Override
        public String usage() {
            return "NUMBER|PEER";
        }

        @Override
        public Completion complete(List<String> arguments) {
            try {
                List<OutboxRow> waiting = listed.isEmpty() ? OutboxRow.all(node) : listed;
                List<String> words = new ArrayList<>();
                waiting.forEach(row -> words.add(Integer.toString(row.number())));
                words.addAll(
                        waiting.stream()
                                .map(OutboxRow::name)
                                .collect(Collectors.toCollection(TreeSet::new)));
                return new Completion.Words(words);
            } catch (IOException e) {
                return new Completion.Nothing(); // /outbox says why
            }
        }

        @Override
        public void run(List<String> arguments, Console console) throws Exception {
            if (arguments.size() != 1) {
                throw new CommandException("/cancel needs NUMBER or PEER", "/outbox");
            }
            String which = arguments.getFirst();
            node.contacts().refresh();
            List<OutboxRow> now = OutboxRow.all(node);
            List<OutboxRow> known = listed.isEmpty() ? now : listed;
            List<OutboxRow> meant =
                    which.matches("[0-9]{1,9}")
                            ? known.stream()
                                    .filter(row -> row.number() == Integer.parseInt(which))
                                    .toList()
                            : OutboxRow.meant(now, which);
            if (meant.isEmpty()) {
                throw new CommandException(
                        "no message '%s' waits, nor one for a peer called so"
                                .formatted(Printable.excerpt(which)),
                        "/outbox");
            }
            for (OutboxRow row : meant) {
                try {
                    node.outbox().cancel(row.messageId());
                } catch (IOException e) {
                    throw new CommandException(
                            "message %d to %s waits no longer".formatted(row.number(), row.name()),
                            "/outbox");
                }
            }
            console.print(OutboxRow.cancelled(meant));
        }
    }
}
