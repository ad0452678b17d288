package peerlink.cli.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.Hints;
import peerlink.core.model.Contact;
import peerlink.core.model.KeyChange;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

/**
 * Words contacts and their keys for people, with commands that work where they are shown: in the
 * chat or on the command line.
 */
public final class ContactLines {
    private final @Nullable Hints given;

    private ContactLines(@Nullable Hints given) {
        this.given = given;
    }

    /** Returns lines that advise commands of the chat. */
    public static ContactLines inChat() {
        return new ContactLines(null);
    }

    /** Returns lines that advise command lines, with the options that name the profile. */
    public static ContactLines onCommandLine(Hints given) {
        return new ContactLines(given);
    }

    /** Returns the word for the trust, for people and in JSON. */
    public static String word(Trust trust) {
        return trust.name().toLowerCase(Locale.ROOT);
    }

    /** Returns a command that works as printed. */
    public String command(String words) {
        return given == null ? "/" + words : given.call("contacts " + words);
    }

    /** Returns the command that shows a safety code or, with its digits, compares it. */
    String verify(String words) {
        return given == null ? "/verify " + words : given.call("verify " + words);
    }

    /** Returns a command about plugins that works as printed. */
    String plugins(String words) {
        return given == null ? "/plugins " + words : given.call("plugins " + words);
    }

    /** Tells whether the lines are shown in the chat. */
    boolean isInChat() {
        return given == null;
    }

    /** Returns the command that lists the contacts. */
    public String listing() {
        return given == null ? "/contacts" : given.call("contacts");
    }

    /** Returns the contacts in columns: by name, the blocked ones last. */
    public String all(List<Contact> contacts, Predicate<Contact> online) {
        if (contacts.isEmpty()) {
            return "no contacts yet; whoever you write to becomes one";
        }
        List<String> rows = new ArrayList<>();
        contacts.stream()
                .sorted(
                        Comparator.comparing((Contact contact) -> contact.trust() == Trust.BLOCKED)
                                .thenComparing(Contact::name))
                .forEach(
                        contact -> {
                            rows.add(row(contact, online.test(contact)));
                            rows.addAll(choices(contact));
                        });
        return String.join("\n", rows);
    }

    /** Returns one contact in columns. */
    public String row(Contact contact, boolean online) {
        List<String> notes = new ArrayList<>();
        PeerId found = contact.found();
        if (found != null) {
            notes.add("found: " + found.shortForm());
        }
        contact.callsItself().ifPresent(own -> notes.add("calls itself " + own));
        if (online) {
            notes.add("online");
        }
        return "%-16s %s  %-10s  %s"
                .formatted(
                        contact.name(),
                        contact.id().shortForm(),
                        word(contact.trust()),
                        String.join(", ", notes))
                .stripTrailing();
    }

    /** Returns one contact as the fields of an object. */
    public static Map<String, @Nullable Object> fields(Contact contact) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", contact.name());
        fields.put("id", contact.id());
        fields.put("trust", word(contact.trust()));
        PeerId found = contact.found();
        if (found != null) {
            fields.put("found", found);
        }
        contact.callsItself().ifPresent(own -> fields.put("called", own));
        fields.put("addresses", contact.lastAddresses());
        return fields;
    }

    private List<String> choices(Contact contact) {
        KeyChange change = contact.change();
        return change == null
                ? List.of()
                : List.of(
                        "  take the found: " + command("trust " + contact.name()),
                        "  keep the known: " + command("trust " + contact.id()));
    }

    String changed(NodeEvent.IdentityChanged event) {
        return """
        WARNING: %1$s now claims another key.
          known: %2$s
          found: %3$s
        Either %1$s has a new key, or somebody pretends to be %1$s. Nothing is sent to %1$s until you decide. \
        Ask first, some other way. If the new key is right:
          %4$s
        If not, keep the known one; to refuse the other for good, block it:
          %5$s
          %6$s\
        """
                .formatted(
                        event.name(),
                        event.known().shortForm(),
                        event.found().shortForm(),
                        command("trust " + event.name()),
                        command("trust " + event.known()),
                        command("block " + event.found()));
    }

    String claimed(NodeEvent.NameClaimed event) {
        return """
        WARNING: somebody with another key calls itself %1$s.
          known: %2$s
          found: %3$s
        Nothing that you send to %1$s goes to it. If %1$s has a new key (ask first, some other way):
          %4$s
        If not, refuse it:
          %5$s\
        """
                .formatted(
                        event.name(),
                        event.known().shortForm(),
                        event.found().shortForm(),
                        successor(event.name(), event.found()),
                        command("block " + event.found()));
    }

    String answered(NodeEvent.AnotherKeyAnswered event) {
        return """
        WARNING: somebody with another key answers where %1$s was.
          known: %2$s
          found: %3$s
        Nothing was sent to it. If %1$s has a new key (ask first, some other way):
          %4$s\
        """
                .formatted(
                        event.name(),
                        event.known().shortForm(),
                        event.found().shortForm(),
                        successor(event.name(), event.found()));
    }

    /**
     * Returns the command that lets the name stand for the other key. On the command line no node
     * has seen that key's claim, so the command forgets the contact.
     */
    private String successor(PeerName name, PeerId found) {
        return command(given == null ? "trust " + found : "forget " + name);
    }

    /** Returns the hint for a decision that was refused; empty if there is no advice. */
    public String hint(Exception refused, String who) {
        return switch (refused) {
            case UntrustedPeerException _ -> command("unblock " + who);
            case NameTakenException _ -> "choose another name; those in use:\n" + listing();
            case PeerUnavailableException _ -> listing();
            default -> "";
        };
    }
}
