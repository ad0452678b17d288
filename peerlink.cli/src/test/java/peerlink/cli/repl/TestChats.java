package peerlink.cli.repl;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import peerlink.api.History;

/** Makes chats without a terminal. */
final class TestChats {
    static final Drafts.Place PLACE = new Drafts.Place(4711, false);

    private TestChats() {}

    /** Returns a chat at a node without a history. */
    static Repl of(ChatParts parts, Path folder, WritingCommands.NextLine editor) {
        ChatMemory memory = new ChatMemory(parts.node().dataDirectory(), parts.node().self().id());
        return new Repl(
                parts,
                conversations(parts, memory, Optional::empty, InstantSource.system(), PLACE),
                folder,
                editor,
                (_, _) -> {});
    }

    static Conversations conversations(
            ChatParts parts,
            ChatMemory memory,
            Supplier<Optional<History>> history,
            InstantSource clock,
            Drafts.Place place) {
        return new Conversations(
                parts,
                memory,
                new LastLines(
                        history,
                        parts.node().self().name(),
                        memory.marks(),
                        parts.events().shownMessages(),
                        parts.events().times(),
                        clock),
                place);
    }
}
