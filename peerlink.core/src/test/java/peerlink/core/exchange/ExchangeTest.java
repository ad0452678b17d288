package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Checks cases of an exchange that a random walk ({@code SimulationTest}) rarely meets, or can't
 * tell from others.
 */
class ExchangeTest {
    private static final PeerId SELF = id(1);
    private static final PeerId PEER = id(2);
    private static final StreamId THEIRS = new StreamId(5, 6);

    private final Recorded port = new Recorded();
    private Exchange exchange = exchange(MessageStore.PeerState.NONE);

    @Test
    void aRivalIsUsedUntilTheSurvivorHasProvenToBeAlive() throws Exception {
        LinkState dialled = ready(SELF.compareTo(PEER) < 0, 0);
        LinkState other = ready(SELF.compareTo(PEER) > 0, 0);
        assertTrue(exchange.next(dialled).contains(new ChatFrame.Ping()));
        assertFalse(dialled.hasEnded());
        assertFalse(other.hasEnded());
        exchange.heard(other, 1);
        assertFalse(other.hasEnded(), "it is the other one that was challenged");
        exchange.heard(dialled, 1);
        assertTrue(other.hasEnded());
        assertFalse(dialled.hasEnded());
    }

    @Test
    void ifTheSurvivorEndsFirstItsRivalSends() throws Exception {
        LinkState rival = ready(SELF.compareTo(PEER) > 0, 0);
        LinkState survivor = ready(SELF.compareTo(PEER) < 0, 0);
        exchange.ended(survivor, false, 0);
        exchange.next(rival);
        submit();
        port.commit();
        assertTrue(exchange.hasNext(rival));
        assertInstanceOf(ChatFrame.Carrier.class, exchange.next(rival).getFirst());
    }

    @Test
    void aLinkThatNobodyHadEndedIsLookedForThoughNothingWaitsButNotForEver() throws Exception {
        exchange.ended(ready(false, 0), false, 0);
        long now = 0;
        int dials = 0;
        while (!exchange.isIdle()) {
            long next = exchange.tick(now);
            if (port.dials > dials) {
                dials = port.dials;
                exchange.dialSettled(new IOException("unreachable"), now);
            } else {
                now += next;
            }
        }
        assertTrue(dials > DialBackoff.PATIENCE && dials < 400, dials + " dials");
        assertTrue(now >= DialBackoff.LOSS.toNanos());
        assertTrue(now < Duration.ofHours(1).toNanos());
    }

    /** TCP alone may take as long again to notice that a network is back. */
    @Test
    void aLinkThatOwesAnAnswerIsReplacedBeforeItIsDead() throws Exception {
        LinkState link = ready(true, 0);
        long now = nextDial(0);
        assertFalse(link.hasEnded());
        assertTrue(
                now <= SignsOfLife.QUIET.plus(SignsOfLife.ANSWER).plus(DialBackoff.FIRST).toNanos(),
                Duration.ofNanos(now)::toString);
        exchange.dialSettled(new IOException("unreachable"), now);
        exchange.heard(link, now);
        assertTrue(exchange.tick(now) >= SignsOfLife.QUIET.toNanos(), "it was alive");
        assertEquals(1, port.dials);
    }

    @Test
    void attemptsAfterALossComeEverySecondOrTwoForSomeMinutes() throws Exception {
        exchange.ended(ready(false, 0), false, 0);
        long now = 0;
        while (now < DialBackoff.SHORT_LOSS.toNanos()) {
            long next = nextDial(now);
            assertTrue(next - now <= DialBackoff.SHORT_LOSS_BOUND.toNanos());
            now = next;
            exchange.dialSettled(new IOException("unreachable"), now);
        }
    }

    @Test
    void anotherNetworkHasLinksProvenAndWaitingMessagesSentAtOnce() throws Exception {
        submit();
        port.commit();
        long now = 0;
        for (int failures = 0; failures < 12; failures++) {
            now = nextDial(now);
            exchange.dialSettled(new IOException("unreachable"), now);
        }
        assertTrue(exchange.tick(now) > 0);
        exchange.networkChanged(_ -> false, now);
        assertTrue(exchange.tick(now) <= DialBackoff.SPREAD.toNanos());

        LinkState link = ready(true, now);
        exchange.next(link);
        exchange.networkChanged(_ -> false, now);
        assertTrue(exchange.next(link).contains(new ChatFrame.Ping()));
        Duration taken = Duration.ofNanos(nextDial(now) - now);
        assertTrue(
                taken.compareTo(SignsOfLife.PROOF.plus(DialBackoff.FIRST)) <= 0, taken::toString);
    }

    /** Nobody waits for an answer that has no way back. */
    @Test
    void aLinkFromAnAddressThatIsGoneIsReplacedAtOnce() throws Exception {
        LinkState link = ready(true, 0);
        exchange.networkChanged(_ -> true, 0);
        assertTrue(nextDial(0) <= DialBackoff.SPREAD.toNanos());
        assertFalse(link.hasEnded(), "until another one has taken its place");
    }

    /** Returns the time of the next dial. */
    private long nextDial(long from) {
        long now = from;
        int before = port.dials;
        while (true) {
            long next = exchange.tick(now);
            if (port.dials > before) {
                return now;
            }
            assertTrue(next < Duration.ofHours(1).toNanos(), "no dial is planned");
            now += next;
        }
    }

    @Test
    void aRelayedLinkIsReplacedByADirectOneAtOnce() throws Exception {
        LinkState relayed = relayed(true);
        exchange.tick(0);
        assertEquals(1, port.upgrades);
        LinkState direct = ready(true, 0);
        exchange.upgradeSettled();
        assertTrue(exchange.next(direct).contains(new ChatFrame.Ping()), "it has to prove itself");
        assertFalse(relayed.hasEnded());
        exchange.heard(direct, 1);
        assertTrue(relayed.hasEnded());
        assertFalse(direct.hasEnded());
    }

    /** Of several alike, the link of the lower id survives. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDirectLinkSurvivesWhicheverSideHasOpenedIt(boolean dialled) throws Exception {
        LinkState direct = ready(dialled, 0);
        LinkState relayed = relayed(!dialled);
        assertTrue(exchange.next(direct).contains(new ChatFrame.Ping()));
        exchange.heard(direct, 1);
        assertTrue(relayed.hasEnded());
        submit();
        port.commit();
        assertTrue(exchange.hasNext(direct));
    }

    @Test
    void aDirectWayThatIsMissingIsLookedForEverMoreRarely() throws Exception {
        relayed(true);
        long now = 0;
        long last = 0;
        for (int minutes : new int[] {0, 1, 5, 30, 30}) {
            long before = now;
            now = nextUpgrade(now);
            last = now - before;
            exchange.upgradeSettled();
            assertTrue(
                    last <= Duration.ofMinutes(minutes).plusSeconds(1).toNanos() * 5 / 4,
                    Duration.ofNanos(last)::toString);
        }
        assertTrue(last >= Duration.ofMinutes(30).toNanos());
        exchange.networkChanged(_ -> false, now + Duration.ofMinutes(1).toNanos());
        assertEquals(
                Duration.ofMinutes(1).toNanos(),
                nextUpgrade(now + Duration.ofMinutes(1).toNanos()) - now);
    }

    @Test
    void theSideThatWasDialledOverARelayLooksForADirectWayOnlyAfterAChange() throws Exception {
        relayed(false);
        exchange.tick(0);
        assertEquals(0, port.upgrades);
        exchange.appeared(0);
        exchange.tick(0);
        assertEquals(1, port.upgrades);
    }

    @Test
    void aSignalOvertakesMessagesAndOnlyAFewWait() throws Exception {
        LinkState link = ready(true, 0);
        OutgoingMessage message = submit();
        port.commit();
        Bytes signal = Bytes.utf8("signal");
        for (int i = 0; i < LinkState.MAX_SIGNALS; i++) {
            assertTrue(link.signal(signal));
        }
        assertFalse(link.signal(signal));
        assertTrue(exchange.hasNext(link));
        List<ChatFrame> frames = exchange.next(link);
        assertEquals(LinkState.MAX_SIGNALS + 1, frames.size());
        assertEquals(new ChatFrame.Signal(signal), frames.getFirst());
        assertEquals(new ChatFrame.Carrier(message.seq(), message.message()), frames.getLast());
        assertFalse(exchange.hasNext(link));
        assertTrue(link.signal(signal));
    }

    @Test
    void noSignalGoesOverALinkWithoutASideThatListens() {
        LinkState oneWay = new LinkState(true, true, false, LinkState.Route.DIRECT, 0);
        assertFalse(oneWay.carriesSignals());
        LinkState link = open(true, 0);
        assertTrue(link.carriesSignals());
        link.end();
        assertFalse(link.carriesSignals());
    }

    /** Returns the time of the next upgrade. */
    private long nextUpgrade(long from) throws Exception {
        long now = from;
        int before = port.upgrades;
        while (true) {
            for (LinkState link : List.copyOf(port.open)) {
                exchange.heard(link, now);
            }
            long next = exchange.tick(now);
            if (port.upgrades > before) {
                return now;
            }
            assertTrue(next < Duration.ofHours(1).toNanos(), "no upgrade is planned");
            now += next;
        }
    }

    @Test
    void ofTwoRelayedLinksOneIsLeftAfterTheDirectOneHasDied() throws Exception {
        LinkState direct = ready(true, 0);
        List<LinkState> relayed = List.of(relayed(true), relayed(false));
        relayed.forEach(link -> exchange.heard(link, 0));
        assertEquals(
                0, relayed.stream().filter(LinkState::hasEnded).count(), "the direct one is best");
        exchange.ended(direct, false, 0);
        relayed.forEach(link -> exchange.heard(link, 0));
        assertEquals(1, relayed.stream().filter(LinkState::hasEnded).count());
    }

    private LinkState relayed(boolean dialled) throws Exception {
        LinkState link = new LinkState(dialled, true, true, LinkState.Route.RELAYED, 0);
        exchange.opened(link);
        port.open.add(link);
        begun(link);
        exchange.have(link, 0, "");
        return link;
    }

    @Test
    void aLinkThatOneSideHadEndedIsNotLookedFor() throws Exception {
        exchange.ended(ready(true, 0), true, 0);
        assertEquals(Long.MAX_VALUE, exchange.tick(0));
        assertTrue(exchange.isIdle());
    }

    @Test
    void aRefusalComesAfterTheAcknowledgementOfWhatCameBefore() throws Exception {
        LinkState link = ready(false, 0);
        exchange.begin(link, THEIRS);
        exchange.next(link);
        assertTrue(exchange.receiving().isNew(link, 1));
        exchange.receiving().take(link, 1, 1);
        assertTrue(exchange.receiving().isNew(link, 2));
        var refusal = new ChatFrame.Refusal(2, "no", "no", false);
        exchange.receiving().refuse(link, refusal);
        assertFalse(exchange.hasNext(link));
        exchange.receiving().received(THEIRS, 1, "one", 1);
        assertEquals(List.of(new ChatFrame.Ack(1), refusal), exchange.next(link));
        assertFalse(exchange.receiving().isNew(link, 3), "nothing is taken after a refusal");
    }

    @Test
    void aRefusedMessageAndAllAfterItAreGivenUp() throws Exception {
        LinkState link = ready(true, 0);
        OutgoingMessage first = submit();
        OutgoingMessage second = submit();
        OutgoingMessage third = submit();
        port.commit();
        exchange.next(link);
        exchange.refused(link, new ChatFrame.Refusal(second.seq(), "no", "no", false));
        assertEquals(List.of(first), List.copyOf(exchange.sendQueue().all()));
        assertEquals(List.of(second, third), port.failed);
        assertTrue(link.hasEnded());
    }

    @Test
    void aMessageRefusedAloneIsGivenUpAloneAndTheRestGoesOutSoon() throws Exception {
        LinkState link = ready(true, 0);
        OutgoingMessage first = submit();
        OutgoingMessage second = submit();
        OutgoingMessage third = submit();
        port.commit();
        exchange.next(link);
        exchange.refused(link, new ChatFrame.Refusal(second.seq(), "no", "no", true));
        assertEquals(List.of(first, third), List.copyOf(exchange.sendQueue().all()));
        assertEquals(List.of(second), port.failed);
        assertTrue(link.hasEnded());
        exchange.ended(link, true, 0);
        assertTrue(exchange.tick(0) < DialBackoff.FIRST.toNanos());
    }

    @Test
    void aLinkThatHasEndedTakesNothingAsWhatCameBeforeMayHaveBeenDropped() throws Exception {
        LinkState link = ready(false, 0);
        exchange.begin(link, THEIRS);
        assertEquals(0, exchange.receiving().take(link, 1, 1).orElseThrow());
        assertTrue(exchange.receiving().isNew(link, 2));
        exchange.receiving().dropped(THEIRS, List.of(1), "the disk is full");
        assertTrue(exchange.receiving().take(link, 2, 1).isEmpty());
        assertFalse(exchange.receiving().isNew(link, 3));
    }

    @Test
    void aNewStreamIsUsedOnceItIsKeptAndTheNextLinkTriesAgain() throws Exception {
        LinkState link = open(true, 0);
        StreamId old = begun(link);
        exchange.have(link, 7, "never-written");
        assertTrue(link.hasEnded());
        LinkState next = open(true, 0);
        assertFalse(exchange.hasNext(next));
        assertEquals(List.of(), exchange.next(next));
        port.fail();
        assertTrue(next.hasEnded());
        LinkState last = open(true, 0);
        assertFalse(exchange.hasNext(last));
        port.commit();
        assertNotEquals(old, begun(last));
    }

    @Test
    void anAnswerThatNamesAnotherMessageBeginsANewStream() throws Exception {
        exchange =
                exchange(
                        new MessageStore.PeerState(
                                new StreamId(1, 1),
                                3,
                                List.of(new MessageStore.Pending(3, message(), 0)),
                                Map.of(),
                                Map.of(),
                                List.of()));
        LinkState link = open(true, 0);
        begun(link);
        exchange.have(link, 3, "another");
        assertTrue(link.hasEnded());
        assertEquals(1, exchange.sendQueue().count());
        assertInstanceOf(MessageStore.Change.Restart.class, port.changes.getLast());
    }

    @Test
    void anAnswerThatNamesWhatWasNeverSentHereSettlesNothingWhateverTheClockSays()
            throws Exception {
        exchange = exchange(restored(Map.of(8L, "given-up"), 3, 9));
        LinkState link = open(true, 0);
        StreamId old = begun(link);
        exchange.have(link, 7, "of a lost state");
        assertTrue(link.hasEnded());
        assertEquals(2, exchange.sendQueue().count());
        port.commit();
        assertNotEquals(old, begun(open(true, 0)));
    }

    @Test
    void anAnswerThatNamesWhatWasGivenUpOnItsWaySettlesWhatCameBefore() throws Exception {
        exchange = exchange(restored(Map.of(8L, "given-up"), 3, 9));
        LinkState link = open(true, 0);
        begun(link);
        exchange.have(link, 8, "given-up");
        assertFalse(link.hasEnded());
        assertEquals(List.of(9L), numbers());
    }

    @Test
    void aGivenUpMessageIsRememberedWhileOneBeforeItWaits() throws Exception {
        LinkState link = ready(true, 0);
        List<OutgoingMessage> all = List.of(submit(), submit(), submit());
        port.commit();
        exchange.next(link);
        exchange.withdraw(all.get(1), new IOException("cancelled"));
        exchange.withdraw(all.get(2), new IOException("cancelled"));
        LinkState next = open(true, 0);
        begun(next);
        exchange.have(next, all.get(2).seq(), "m");
        assertFalse(next.hasEnded());
        assertEquals(List.of(), numbers());
    }

    @Test
    void aBeginningIsAnsweredOnceAllThatWasTakenIsKept() throws Exception {
        LinkState link = ready(false, 0);
        exchange.begin(link, THEIRS);
        exchange.next(link);
        exchange.receiving().take(link, 5, 1);
        LinkState next = ready(false, 0);
        exchange.begin(next, THEIRS);
        assertFalse(
                exchange.next(next).stream().anyMatch(ChatFrame.Have.class::isInstance),
                "what it acknowledges later would be of another state perhaps");
        port.woken.clear();
        exchange.receiving().received(THEIRS, 5, "five", 1);
        assertTrue(port.woken.contains(next));
        assertEquals(List.of(new ChatFrame.Have(5, "five")), exchange.next(next));
    }

    private static MessageStore.PeerState restored(Map<Long, String> withdrawn, long... pending) {
        return new MessageStore.PeerState(
                new StreamId(1, 1),
                pending[pending.length - 1],
                Arrays.stream(pending)
                        .mapToObj(seq -> new MessageStore.Pending(seq, message(), 0))
                        .toList(),
                withdrawn,
                Map.of(),
                List.of());
    }

    private List<Long> numbers() {
        return exchange.sendQueue().all().stream().map(OutgoingMessage::seq).toList();
    }

    @Test
    void eachRunNumbersFromItsBeginningOn() {
        Instant begun = Instant.parse("2026-01-02T00:00:00Z");
        assertEquals(1, firstNumber(null, 0, begun));
        assertEquals(24 * 3_600_000 + 1, firstNumber(THEIRS, 8, begun));
        long many = MessageStore.MAX_NUMBER - 10;
        assertEquals(many + 1, firstNumber(THEIRS, many, begun), "never back");
        assertEquals(9, firstNumber(THEIRS, 8, Instant.parse("9999-12-31T23:59:59Z")));
        assertEquals(9, firstNumber(THEIRS, 8, Instant.EPOCH));
    }

    @Test
    void aMessageGivenUpOnItsWayMakesRoomWhenItIsAcknowledged() throws Exception {
        LinkState link = ready(true, 0);
        List<OutgoingMessage> all = new ArrayList<>();
        for (int i = 0; i <= SendQueue.WINDOW; i++) {
            all.add(submit());
        }
        port.commit();
        while (exchange.hasNext(link)) {
            exchange.next(link);
        }
        List<OutgoingMessage> sent = all.subList(0, SendQueue.WINDOW);
        sent.forEach(outgoing -> exchange.withdraw(outgoing, new IOException("cancelled")));
        assertFalse(exchange.hasNext(link));
        port.woken.clear();
        exchange.acknowledged(link, sent.getLast().seq());
        assertTrue(exchange.hasNext(link));
        assertTrue(port.woken.contains(link));
    }

    private static long firstNumber(@Nullable StreamId stream, long lastSeq, Instant begun) {
        var kept =
                new MessageStore.PeerState(
                        stream, lastSeq, List.of(), Map.of(), Map.of(), List.of());
        return new Exchange(
                        SELF,
                        PEER,
                        kept,
                        new Recorded(),
                        new SplittableRandom(1),
                        begun,
                        new PendingBytes())
                .submit(message(), 0, 0)
                .seq();
    }

    private Exchange exchange(MessageStore.PeerState kept) {
        return new Exchange(
                SELF, PEER, kept, port, new SplittableRandom(1), Instant.EPOCH, new PendingBytes());
    }

    private OutgoingMessage submit() {
        return exchange.submit(message(), 0, 0);
    }

    private static Message message() {
        return new Message("m", SELF, PEER, Message.TEXT, Bytes.empty(), Instant.EPOCH);
    }

    private LinkState open(boolean dialled, long now) {
        LinkState link = new LinkState(dialled, true, true, LinkState.Route.DIRECT, now);
        exchange.opened(link);
        return link;
    }

    private StreamId begun(LinkState link) {
        return assertInstanceOf(ChatFrame.Begin.class, exchange.next(link).getFirst()).stream();
    }

    private LinkState ready(boolean dialled, long now) throws Exception {
        LinkState link = open(dialled, now);
        begun(link);
        exchange.have(link, 0, "");
        return link;
    }

    /** Notes the calls of the exchange. */
    private static final class Recorded implements ExchangePort {
        private final List<MessageStore.Change> changes = new ArrayList<>();
        private final ArrayDeque<Consumer<@Nullable IOException>> waiting = new ArrayDeque<>();
        private final List<LinkState> woken = new ArrayList<>();
        private final List<OutgoingMessage> failed = new ArrayList<>();
        private final List<LinkState> open = new ArrayList<>();
        private int dials;
        private int upgrades;

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public void apply(MessageStore.Change change, Consumer<@Nullable IOException> done) {
            changes.add(change);
            waiting.add(done);
        }

        private void commit() {
            while (!waiting.isEmpty()) {
                waiting.remove().accept(null);
            }
        }

        private void fail() {
            while (!waiting.isEmpty()) {
                waiting.remove().accept(new IOException("the disk is full"));
            }
        }

        @Override
        public void wake(LinkState link) {
            woken.add(link);
        }

        @Override
        public void end(LinkState link, String reason) {}

        @Override
        public void upgrade() {
            upgrades++;
        }

        @Override
        public void dial() {
            dials++;
        }

        @Override
        public void kept(OutgoingMessage outgoing) {}

        @Override
        public void delivered(List<OutgoingMessage> outgoing, long seq) {}

        @Override
        public void failed(OutgoingMessage outgoing, IOException reason) {
            failed.add(outgoing);
        }
    }
}
