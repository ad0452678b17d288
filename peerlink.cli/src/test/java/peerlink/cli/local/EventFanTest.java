package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFanTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of());
    private static final Address REGISTRY = Address.parse("tcp://192.0.2.1:7777");

    private final EventFan fan = new EventFan(Duration.ofMillis(50));
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void begin() {
        fan.begin(null);
    }

    /** A screen that shows what it is told. */
    private static class Shown implements EventScreen {
        final BlockingQueue<Object> shown = new LinkedBlockingQueue<>();

        @Override
        public void accept(NodeEvent event) {
            shown.add(event);
        }

        @Override
        public void sent(Delivery delivery, Peer peer) {
            shown.add(delivery);
        }

        Object next() throws InterruptedException {
            return shown.poll(20, TimeUnit.SECONDS);
        }
    }

    /** A screen that takes nothing, until the test lets it. */
    private class Stuck extends Shown {
        final CountDownLatch left = new CountDownLatch(1);
        final AtomicInteger missed = new AtomicInteger();
        final boolean isDispensable;

        Stuck(boolean isDispensable) {
            this.isDispensable = isDispensable;
        }

        @Override
        public void accept(NodeEvent event) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.accept(event);
        }

        @Override
        public void missed(int events) {
            missed.addAndGet(events);
        }

        @Override
        public boolean isDispensable() {
            return isDispensable;
        }

        @Override
        public void left() {
            left.countDown();
        }
    }

    private static NodeEvent.MessageArrived message(String text) {
        Message message =
                new Message(
                        "1",
                        BOB.id(),
                        PeerId.ofKey(new byte[] {8}),
                        Message.TEXT,
                        Bytes.utf8(text),
                        Instant.EPOCH);
        return new NodeEvent.MessageArrived(
                message, BOB, BOB.name(), Trust.UNVERIFIED, message.sentAt(), false);
    }

    @Test
    void aMessageIsToldWhenOneScreenHasShownItThoughAnotherTakesNothing() throws Exception {
        Stuck stuck = new Stuck(false);
        Shown other = new Shown();
        fan.add("stuck", stuck);
        fan.add("other", other);
        NodeEvent first = message("one");
        NodeEvent second = message("two");
        fan.accept(first);
        fan.accept(second);
        assertEquals(first, other.next());
        assertEquals(second, other.next());
        goOn.countDown();
        assertEquals(first, stuck.next());
        assertEquals(second, stuck.next());
    }

    @Test
    void aMessageThatNobodyHasShownIsNotTold() {
        assertThrows(UncheckedIOException.class, () -> fan.accept(message("one")));
        fan.add(
                "broken",
                _ -> {
                    throw new IllegalStateException("the terminal has gone");
                });
        assertThrows(UncheckedIOException.class, () -> fan.accept(message("one")));
    }

    @Test
    void theScreenOfAnotherProcessThatHoldsAMessageUpIsLeftBehind() throws Exception {
        Stuck stuck = new Stuck(true);
        fan.add("stuck", stuck);
        assertThrows(UncheckedIOException.class, () -> fan.accept(message("one")));
        assertTrue(stuck.left.await(20, TimeUnit.SECONDS));
        Shown other = new Shown();
        fan.add("other", other);
        fan.accept(message("two"));
        goOn.countDown();
        assertEquals(message("one"), stuck.next());
        assertEquals(null, stuck.shown.poll());
    }

    @Test
    void aScreenThatTakesNothingKeepsNoMoreThanItsShareOfTheMemory() throws Exception {
        Stuck own = new Stuck(false);
        Stuck attached = new Stuck(true);
        fan.add("own", own);
        fan.add("attached", attached);
        for (int i = 0; i < EventSeat.CAPACITY + 100; i++) {
            fan.accept(new NodeEvent.PluginFailed("echo", "reason " + i));
        }
        assertTrue(attached.left.await(20, TimeUnit.SECONDS));
        goOn.countDown();
        for (int i = 0; i < EventSeat.CAPACITY; i++) {
            own.next();
        }
        fan.accept(new NodeEvent.ContactsChanged());
        while (!(own.next() instanceof NodeEvent.ContactsChanged)) {
            assertTrue(own.missed.get() <= 100);
        }
        assertTrue(own.missed.get() >= 99, own.missed::toString);
    }

    @Test
    void aChatThatBeginsLaterLearnsWhatStillHolds() throws Exception {
        NodeEvent lost = new NodeEvent.DirectoryLost(REGISTRY, "no route");
        NodeEvent status = new NodeEvent.StatusChanged("files", 1, "2 offers", false);
        fan.add("first", new Shown());
        fan.accept(lost);
        fan.accept(status);
        fan.accept(new NodeEvent.StatusChanged("files", 2, "gone", false));
        fan.accept(new NodeEvent.StatusChanged("files", 2, "", true));
        fan.accept(new NodeEvent.IdentityChanged(BOB.name(), BOB.id(), BOB.id()));
        Shown later = new Shown();
        Registration seat = fan.add("later", later);
        assertEquals(lost, later.next());
        assertEquals(status, later.next());
        fan.accept(new NodeEvent.DirectoryConnected(REGISTRY));
        assertEquals(new NodeEvent.DirectoryConnected(REGISTRY), later.next());
        seat.close();
        Shown last = new Shown();
        fan.add("last", last);
        assertEquals(status, last.next());
    }

    @Test
    void whatNobodySawIsShownToTheFirstWhoLooksAndToNoOther() throws Exception {
        NodeEvent changed = new NodeEvent.IdentityChanged(BOB.name(), BOB.id(), BOB.id());
        fan.accept(changed);
        fan.accept(new NodeEvent.PeerAppeared(BOB));
        Shown first = new Shown();
        Shown second = new Shown();
        fan.add("first", first);
        fan.add("second", second);
        fan.accept(new NodeEvent.ContactsChanged());
        assertEquals(changed, first.next());
        assertEquals(new NodeEvent.ContactsChanged(), first.next());
        assertEquals(new NodeEvent.ContactsChanged(), second.next());
    }

    @Test
    void whatTheUserSendsIsShownEverywhereElse() throws Exception {
        Shown from = new Shown();
        Shown other = new Shown();
        fan.add("from", from);
        fan.add("other", other);
        Delivery delivery = new Sent();
        fan.sent(delivery, BOB, from);
        assertEquals(delivery, other.next());
        fan.accept(new NodeEvent.ContactsChanged());
        assertEquals(new NodeEvent.ContactsChanged(), from.next());
    }

    @Test
    void aWatcherDoesNotCountAsAScreen() {
        BlockingQueue<NodeEvent> watched = new LinkedBlockingQueue<>();
        fan.watch(watched::add);
        assertThrows(UncheckedIOException.class, () -> fan.accept(message("one")));
        assertEquals(message("one"), watched.poll());
    }

    private record Sent() implements Delivery {
        @Override
        public Message message() {
            return EventFanTest.message("sent").message();
        }

        @Override
        public CompletionStage<Void> stored() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> acknowledged() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void await(Duration timeout) {}
    }
}
