package peerlink.cli.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.CommandException;
import peerlink.api.Peer;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.Hints;
import peerlink.core.Node;
import peerlink.core.model.Contact;
import peerlink.core.model.SafetyCode;
import peerlink.core.model.Trust;

/** Compares a safety code with one peer's user, in the chat and from the shell. */
public final class Verification {
    private static final int GROUPS_IN_A_ROW = 3;

    private final Node node;
    private final Peer peer;
    private final SafetyCode code;
    private final ContactLines contacts;

    private Verification(Node node, Peer peer, ContactLines contacts) {
        this.node = node;
        this.peer = peer;
        this.code = SafetyCode.of(node.self().id(), peer.id());
        this.contacts = contacts;
    }

    public static Verification inChat(Node node, Peer peer) {
        return new Verification(node, peer, ContactLines.inChat());
    }

    public static Verification fromShell(Node node, Peer peer, Hints given) {
        return new Verification(node, peer, ContactLines.onCommandLine(given));
    }

    public SafetyCode code() {
        return code;
    }

    public Trust trust() {
        return node.contacts().trustOf(peer);
    }

    private Optional<Contact> contact() {
        return node.contacts().of(peer.id());
    }

    /**
     * Returns the code for reading aloud, its picture, and the next steps. Usually fits into 24
     * rows of 80 columns.
     */
    public Line shown(TerminalStyle surface) {
        List<Line> lines = new ArrayList<>();
        lines.add(
                Line.plain(
                        "your safety code with %s (%s, %s)"
                                .formatted(
                                        peer.name(),
                                        peer.id().shortForm(),
                                        ContactLines.word(trust()))));
        if (trust() == Trust.CHANGED) {
            lines.add(
                    Line.warning(
                            contact().isPresent()
                                    ? "it is of the key that you know; a registry gives another one for the name"
                                    : "it is of a key that claims the name of a contact with another key"));
        }
        code.rows(GROUPS_IN_A_ROW).forEach(row -> lines.add(Line.of(Line.Tone.STRONG, "  " + row)));
        lines.add(QrPicture.of(code.digits()).on(surface));
        lines.add(
                Line.dim(
                                "read it to %s by telephone: it must be the same there"
                                        .formatted(peer.name()))
                        .and(Line.Tone.DIM, trustIsEnough() ? "; if so: " : "")
                        .and(
                                Line.Tone.PLAIN,
                                trustIsEnough() ? contacts.command("trust " + peer.name()) : ""));
        lines.add(
                Line.dim("or compare what %s sends you by another way: ".formatted(peer.name()))
                        .and(Line.Tone.PLAIN, contacts.verify(peer.name() + " CODE")));
        return Line.below(lines);
    }

    /**
     * Tells whether {@code /trust} verifies this key. If its name is in doubt, {@code /trust} would
     * replace it by the other key.
     */
    private boolean trustIsEnough() {
        return trust() == Trust.UNVERIFIED && contact().isPresent();
    }

    /**
     * Compares a code that the peer's user said with this one, and marks the peer as verified if
     * they are equal.
     *
     * @throws CommandException if they differ, or the peer is blocked or claims a contact's name;
     * nothing has changed
     */
    public Contact compare(SafetyCode told) throws CommandException, IOException {
        if (!told.equals(code)) {
            throw isOfOtherKey(told) ? otherKey(told) : differing();
        }
        try {
            return node.contacts().vouch(peer);
        } catch (UntrustedPeerException e) {
            throw new CommandException(
                    "the codes are equal, but " + e.getMessage(),
                    trust() == Trust.BLOCKED
                            ? contacts.command("unblock " + peer.name())
                            : contacts.command("trust " + peer.id()));
        }
    }

    private CommandException differing() {
        return new CommandException(
                """
                WARNING: the codes differ; somebody may stand between you and %s, and read and change what you write, or a \
                digit was misread; nothing was changed\
                """
                        .formatted(peer.name()),
                "send %1$s nothing secret; compare once more, by telephone; if they still differ:\n%2$s"
                        .formatted(peer.name(), contacts.command("block " + unmistakable())));
    }

    /** Returns a word for this key alone: two keys go by a name that is in doubt. */
    private String unmistakable() {
        return trust() == Trust.CHANGED ? peer.id().text() : peer.name().text();
    }

    /** Tells whether the code is that of the key that a directory gave for the contact's name. */
    private boolean isOfOtherKey(SafetyCode told) {
        return contact()
                .map(Contact::found)
                .filter(found -> told.equals(SafetyCode.of(node.self().id(), found)))
                .isPresent();
    }

    private CommandException otherKey(SafetyCode told) {
        return new CommandException(
                "that is the code of the other key that %s claims now, not of the one that you know; nothing was changed"
                        .formatted(peer.name()),
                "if %1$s told you so by telephone, the first takes that key on, and then:\n%2$s\n%3$s"
                        .formatted(
                                peer.name(),
                                contacts.command("trust " + peer.name()),
                                contacts.verify(peer.name() + " " + told.digits())));
    }
}
