package peerlink.core.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.contact;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;
import static peerlink.core.fixture.TestPeers.standIn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.UntrustedPeerException;
import peerlink.core.Contacts;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Contact;
import peerlink.core.model.NameTakenException;
import peerlink.core.model.Trust;

/**
 * Checks the result of each decision for a contact in each state. Its own key is 1, another one 2;
 * no peer is online.
 */
class ContactsTest {
    private static final PeerName BOB = new PeerName("bob");
    private static final Contact UNVERIFIED = contact("bob", 1);
    private static final Contact VERIFIED = UNVERIFIED.withTrust(Trust.VERIFIED);
    private static final Contact BLOCKED = UNVERIFIED.withTrust(Trust.BLOCKED);
    private static final Map<String, Contact> STATES =
            Map.of(
                    "unverified", UNVERIFIED,
                    "verified", VERIFIED,
                    "blocked", BLOCKED,
                    "changed", UNVERIFIED.changedTo(id(2)),
                    "verified, then changed", VERIFIED.changedTo(id(2)),
                    "renamed", contact("robert", 1).withName(BOB),
                    "renamed and blocked",
                            contact("robert", 1).withName(BOB).withTrust(Trust.BLOCKED));

    @TempDir private Path directory;

    /**
     * Otherwise every verified or blocked peer would be a stranger again, and the next change would
     * make that last.
     */
    @Test
    void contactsWhoseFileIsRemovedMeanwhileStayAndAreNotOverwritten() throws Exception {
        Path file = directory.resolve(ContactFile.FILE_NAME);
        ContactBook book = ContactBook.open(directory);
        book.update(list -> list.with(BLOCKED));
        byte[] before = Files.readAllBytes(file);
        Files.delete(file);

        IOException told = assertThrows(IOException.class, book::refresh);
        assertTrue(String.valueOf(told.getMessage()).contains("was removed"), told.getMessage());
        assertFalse(book.refresh(), "told once");
        assertThrows(IOException.class, () -> book.update(list -> list.with(VERIFIED)));
        assertEquals(List.of(BLOCKED), book.all());
        assertFalse(Files.exists(file));

        Files.write(file, before);
        assertTrue(book.refresh());
        book.update(list -> list.with(VERIFIED));
        assertEquals(List.of(VERIFIED), ContactBook.open(directory).all());
    }

    /**
     * A name or number of a key after the verb; the result is {@code name=key state}, or the
     * exception.
     */
    @ParameterizedTest(name = "{0}: {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unverified             | trust bob         | bob=1 verified
                    unverified             | trust 1           | bob=1 verified
                    unverified             | trust 2           | nothing is known
                    unverified             | block bob         | bob=1 blocked
                    unverified             | block 1           | bob=1 blocked
                    unverified             | block 2           | bob=1 unverified, *2=2 blocked
                    unverified             | unblock bob       | bob=1 unverified
                    unverified             | unblock 2         | no contact
                    unverified             | rename bob rob    | rob=1 unverified (bob)
                    unverified             | rename bob bob    | bob=1 unverified
                    unverified             | rename bob eve    | taken
                    unverified             | rename 2 rob      | nobody called
                    unverified             | forget bob        | nothing
                    unverified             | forget 2          | no contact
                    unverified             | forget *2         | nobody called
                    verified               | trust bob         | bob=1 verified
                    verified               | block bob         | bob=1 blocked
                    verified               | unblock 1         | bob=1 verified
                    verified               | rename 1 rob      | rob=1 verified (bob)
                    verified               | forget 1          | nothing
                    blocked                | trust bob         | is blocked
                    blocked                | trust 1           | is blocked
                    blocked                | block bob         | bob=1 blocked
                    blocked                | unblock bob       | bob=1 unverified
                    blocked                | unblock 1         | bob=1 unverified
                    blocked                | rename bob rob    | rob=1 blocked (bob)
                    blocked                | forget bob        | nothing
                    changed                | trust bob         | bob=2 unverified
                    changed                | trust 2           | bob=2 unverified
                    changed                | trust *2          | bob=2 unverified
                    changed                | trust 1           | bob=1 unverified
                    changed                | block bob         | two keys go by the name bob
                    changed                | block 1           | bob=1 blocked
                    changed                | block 2           | bob=1 unverified, *2=2 blocked (bob)
                    changed                | block *2          | bob=1 unverified, *2=2 blocked (bob)
                    changed                | unblock bob       | bob=1 changed
                    changed                | unblock 2         | no contact
                    changed                | rename bob rob    | rob=1 unverified (bob)
                    changed                | rename bob bob    | bob=1 changed
                    changed                | rename 2 rob      | bob=1 unverified, rob=2 unverified (bob)
                    changed                | rename *2 rob     | bob=1 unverified, rob=2 unverified (bob)
                    changed                | rename 2 bob      | taken
                    changed                | forget bob        | nothing
                    changed                | forget 2          | no contact
                    changed                | forget *2         | no contact
                    verified, then changed | trust bob         | bob=2 unverified
                    verified, then changed | trust 1           | bob=1 verified
                    verified, then changed | block 2           | bob=1 verified, *2=2 blocked (bob)
                    verified, then changed | rename bob rob    | rob=1 verified (bob)
                    verified, then changed | rename 2 rob      | bob=1 verified, rob=2 unverified (bob)
                    renamed                | trust bob         | bob=1 verified (robert)
                    renamed                | trust robert      | nobody called
                    renamed                | block bob         | bob=1 blocked (robert)
                    renamed                | rename bob robert | robert=1 unverified
                    renamed                | rename bob rob    | rob=1 unverified (robert)
                    renamed                | forget bob        | nothing
                    renamed and blocked    | unblock bob       | bob=1 unverified (robert)
                    """)
    void decisions(String state, String decision, String outcome) throws Exception {
        try (Node node = node(STATES.get(state), contact("eve", 3))) {
            Contacts contacts = node.contacts();
            if (outcome.matches("nothing|.*=.*")) {
                decide(contacts, decision);
                assertEquals(outcome, shown(contacts.all()));
            } else {
                List<Contact> before = contacts.all();
                IOException e = assertThrows(IOException.class, () -> decide(contacts, decision));
                assertTrue(e.getMessage().contains(outcome), e.getMessage());
                assertEquals(before, contacts.all());
            }
            assertEquals(contacts.all(), ContactBook.open(directory).all(), "on disk");
        }
    }

    @Test
    void aNameThatIsTakenIsRefusedWithWhoHasIt() throws Exception {
        try (Node node = node(UNVERIFIED, contact("eve", 3))) {
            NameTakenException e =
                    assertThrows(
                            NameTakenException.class, () -> node.contacts().rename("eve", BOB));
            assertEquals("the name bob is taken by " + id(1).shortForm(), e.getMessage());
        }
    }

    @Test
    void aKeyThatStandsForTwoNamesTakesTheOneThatTheUserSays() throws Exception {
        Contact carol = contact("carol", 4);
        try (Node node = node(UNVERIFIED.changedTo(id(2)), carol.changedTo(id(2)))) {
            node.contacts().trust("carol");
            assertEquals("bob=1 unverified, carol=2 unverified", shown(node.contacts().all()));
        }
    }

    @Test
    void aNodeDoesNotDecideAboutItself() throws Exception {
        try (Node node = node(UNVERIFIED)) {
            String self = node.self().id().text();
            assertThrows(PeerUnavailableException.class, () -> node.contacts().block(self));
            assertThrows(PeerUnavailableException.class, () -> node.contacts().trust(self));
            assertEquals(List.of(UNVERIFIED), node.contacts().all());
        }
    }

    @Test
    void aNameMadeFromAnIdIsNobodyElses() throws Exception {
        try (Node node = node(contact("alice", 1).changedTo(id(2)), contact(standIn(2), 3))) {
            assertEquals(standIn(2) + "-2", node.contacts().block(id(2).text()).name().text());
            assertEquals(id(3), ContactBook.open(directory).byName(new PeerName(standIn(2))).id());
        }
    }

    @Test
    void anInviteNeitherTakesANameNorChangesOne() throws Exception {
        ContactSet before =
                ContactSet.EMPTY
                        .with(contact("alice", 1))
                        .with(contact("bob", 2))
                        .with(contact("carla", 4).withName(new PeerName("carol")));
        for (int key : List.of(2, 3)) {
            assertThrows(
                    UntrustedPeerException.class,
                    () -> TrustRules.verified(before, peer("alice", key)));
        }
        assertThrows(NameTakenException.class, () -> TrustRules.verified(before, peer("carol", 3)));
        ContactSet after = TrustRules.verified(before, peer("robert", 2));
        assertEquals(BOB, after.byId(id(2)).name());
        assertEquals(Trust.VERIFIED, after.byId(id(2)).trust());
        assertEquals(3, after.all().size());
        ContactSet blocked = TrustRules.block(before, peer("bob", 2));
        assertThrows(
                UntrustedPeerException.class,
                () -> TrustRules.verified(blocked, peer("robert", 2)));
    }

    @Test
    void nothingIsSentToWhoeverGoesByTheNameOfAnother() {
        ContactSet contacts =
                ContactSet.EMPTY.with(contact("robert", 1).withName(BOB)).with(contact("carol", 2));
        for (String name : List.of("bob", "carol", standIn(3))) {
            assertThrows(
                    UntrustedPeerException.class,
                    () -> TrustRules.requireTrusted(contacts, peer(name, 3)),
                    name);
        }
    }

    private Node node(Contact... contacts) throws Exception {
        ContactBook book = ContactBook.open(directory);
        for (Contact contact : contacts) {
            book.update(now -> now.with(contact));
        }
        return new NodeBuilder(IdentityStore.loadOrCreate(directory), new PeerName("alice"))
                .dataDirectory(directory)
                .transports(List.of())
                .looking()
                .start();
    }

    private static void decide(Contacts contacts, String decision) throws IOException {
        String[] words = decision.split(" ");
        String who = text(words[1]);
        switch (words[0]) {
            case "trust" -> contacts.trust(who);
            case "block" -> contacts.block(who);
            case "unblock" -> contacts.unblock(who);
            case "rename" -> contacts.rename(who, new PeerName(words[2]));
            case "forget" -> contacts.forget(who);
            default -> throw new IllegalArgumentException(decision);
        }
    }

    /**
     * Puts an id in the place of a key's number, and its stand-in name in that of {@code *} and a
     * number.
     */
    private static String text(String who) {
        return switch (who) {
            case "1", "2" -> id(Integer.parseInt(who)).text();
            case "*2" -> standIn(2);
            default -> who;
        };
    }

    /** Shows all contacts but eve, with their own names in parentheses. */
    private static String shown(List<Contact> contacts) {
        String shown =
                contacts.stream()
                        .filter(contact -> !contact.name().text().equals("eve"))
                        .map(ContactsTest::shown)
                        .sorted(
                                (a, b) ->
                                        a.startsWith("*")
                                                ? 1
                                                : b.startsWith("*") ? -1 : a.compareTo(b))
                        .collect(Collectors.joining(", "));
        return shown.isEmpty() ? "nothing" : shown;
    }

    private static String shown(Contact contact) {
        String name = contact.name().text();
        String key =
                List.of(1, 2, 3, 4).stream()
                        .filter(number -> id(number).equals(contact.id()))
                        .findFirst()
                        .orElseThrow()
                        .toString();
        return "%s=%s %s%s"
                .formatted(
                        name.equals(standIn(2)) ? "*2" : name,
                        key,
                        contact.trust().name().toLowerCase(Locale.ROOT),
                        contact.called() == null ? "" : " (" + contact.called() + ")");
    }
}
