package peerlink.plugin.files;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.ByteAmount;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.wire.ManifestEntry;

/**
 * {@code /files}: lists the offers and transfers. {@code /files stop N} ends one of them, {@code
 * /files show N} lists what an offer has, {@code /files accept PEER [SIZE]} takes what a peer
 * offers without asking, and {@code /files ask PEER} takes that back.
 */
final class FilesCommand implements Command {
    /** So many names are shown. */
    private static final int MAX_SHOWN = 1000;

    private final Transfers transfers;
    private final AcceptRules rules;

    FilesCommand(Transfers transfers, AcceptRules rules) {
        this.transfers = transfers;
        this.rules = rules;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String summary() {
        return "list what is offered or on its way, stop it, trust a peer";
    }

    @Override
    public String usage() {
        return "[stop N | show N | accept PEER [SIZE] | ask PEER]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> new Completion.Words(List.of("stop", "show", "accept", "ask"));
            case 2 ->
                    switch (arguments.getFirst()) {
                        case "accept", "ask" -> new Completion.Peers();
                        case "show" -> Numbers.offered(transfers);
                        default -> Numbers.all(transfers);
                    };
            default -> new Completion.Nothing();
        };
    }

    @Override
    public void run(List<String> arguments, Console console)
            throws IOException, CommandException, InterruptedException {
        if (arguments.isEmpty()) {
            list(console);
            return;
        }
        boolean isOfOne = arguments.size() == 2;
        String verb = arguments.getFirst();
        boolean isWhole = isOfOne || verb.equals("accept") && arguments.size() == 3;
        switch (isWhole ? verb : "") {
            case "stop" -> transfers.byNumber(arguments.get(1)).stop();
            case "show" -> show(arguments.get(1), console);
            case "ask" -> {
                Peer peer = peer(arguments.get(1));
                rules.ask(peer.id());
                console.print("each file of %s is asked about".formatted(peer.name()));
            }
            case "accept" -> {
                Peer peer = peer(arguments.get(1));
                long limit = isOfOne ? Long.MAX_VALUE : ByteAmount.parse(arguments.get(2));
                rules.accept(peer.id(), limit);
                console.print(
                        "files of %s are taken without asking".formatted(peer.name())
                                + (isOfOne
                                        ? ""
                                        : ", up to %s at once".formatted(Wording.size(limit))));
            }
            default ->
                    throw new CommandException(
                            "/files takes nothing, or stop and a number", "/files");
        }
    }

    private void list(Console console) {
        List<Transfer> all = transfers.all();
        if (all.isEmpty()) {
            console.print("no files are offered or on their way");
        }
        for (Transfer transfer : all) {
            console.print(transfer.describe(), transfer.fields());
        }
    }

    private void show(String number, Console console)
            throws CommandException, InterruptedException {
        if (!(transfers.byNumber(number) instanceof IncomingTree tree)) {
            throw new CommandException("file " + number + " has no list", "");
        }
        List<ManifestEntry> entries = tree.manifest().entries();
        for (ManifestEntry entry : entries.subList(0, Math.min(MAX_SHOWN, entries.size()))) {
            String path = Printable.line(entry.path());
            console.print(
                    entry.isFolder() ? path + "/" : path + "  " + Wording.size(entry.size()),
                    Map.of("path", path, "folder", entry.isFolder(), "size", entry.size()));
        }
        if (entries.size() > MAX_SHOWN) {
            console.print("and %d more".formatted(entries.size() - MAX_SHOWN));
        }
    }

    private Peer peer(String word) throws IOException {
        return transfers.context().plugin().messenger().find(word);
    }
}
