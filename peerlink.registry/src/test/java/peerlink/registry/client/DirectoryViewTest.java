package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.testkit.contract.TestIdentities;

final class DirectoryViewTest {
    private static final Peer ALICE = peer("alice");
    private static final Peer BOB = peer("bob");

    private final DirectoryView view = new DirectoryView();

    private static Peer peer(String name) {
        return new Peer(TestIdentities.ed25519(name).id(), new PeerName(name), List.of());
    }

    private void list(Peer... page) {
        view.begin();
        view.listed(List.of(page));
        view.complete();
    }

    @Test
    void aPeerMissingAfterAReconnectIsToldOfWhenTheListIsCompleteAndNotAsGone() {
        list(ALICE, BOB);
        view.begin();
        assertEquals(List.of(new DirectoryEvent.Appeared(BOB)), view.listed(List.of(BOB)));
        assertEquals(List.of(new DirectoryEvent.Unlisted(List.of(ALICE.id()))), view.complete());
        assertEquals(List.of(new DirectoryEvent.Appeared(BOB)), view.present());
    }

    @Test
    void anEmptyListIsOneEventHoweverManyItMisses() {
        list(ALICE, BOB);
        view.begin();
        assertEquals(
                List.of(new DirectoryEvent.Unlisted(List.of(ALICE.id(), BOB.id()))),
                view.complete());
        assertEquals(List.of(), view.went(ALICE.id()), "nobody has left who was not there");
    }

    @Test
    void nobodyIsGoneWhenTheListBreaksOff() {
        list(ALICE, BOB);
        view.begin();
        view.stop();

        assertEquals(2, view.present().size());
    }

    @Test
    void pageDoesNotBringBackWhoHasLeftSinceItWasMade() {
        view.begin();
        view.went(ALICE.id());

        assertEquals(List.of(), view.listed(List.of(ALICE)));
        assertEquals(List.of(), view.complete());
        assertEquals(List.of(), view.present());
    }

    @Test
    void aPeerThatCameWhileTheListWasReadStays() {
        view.begin();
        view.came(ALICE);

        assertEquals(List.of(), view.complete());
        assertEquals(List.of(new DirectoryEvent.Appeared(ALICE)), view.present());
    }
}
