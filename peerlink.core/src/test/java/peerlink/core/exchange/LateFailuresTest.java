package peerlink.core.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Checks links that can be opened and then end: a peer that never takes a message is left alone for
 * longer and longer.
 */
class LateFailuresTest {
    private static final PeerId SELF = id(1);
    private static final PeerId PEER = id(2);
    private static final StreamId THEIRS = new StreamId(5, 6);

    /** Speaks for the other side on a link, before that closes it. */
    private interface Talk {
        void on(Exchange exchange, LinkState link, long seq) throws ProtocolViolationException;
    }

    private final Exchange exchange =
            new Exchange(
                    SELF,
                    PEER,
                    MessageStore.PeerState.NONE,
                    new Committing(),
                    new Longest(),
                    Instant.EPOCH,
                    new PendingBytes());

    private long now;
    private int dials;

    static Stream<Arguments> talks() {
        return Stream.of(
                row("nothing", (_, _, _) -> {}),
                row("have", (exchange, link, _) -> exchange.have(link, 0, "")),
                row(
                        "have, begin",
                        (exchange, link, _) -> {
                            exchange.have(link, 0, "");
                            exchange.begin(link, THEIRS);
                        }),
                row(
                        "have, ack of nothing",
                        (exchange, link, _) -> {
                            exchange.have(link, 0, "");
                            exchange.acknowledged(link, 0);
                        }),
                row(
                        "have, ack of what was never sent",
                        (exchange, link, seq) -> {
                            exchange.have(link, 0, "");
                            exchange.acknowledged(link, seq + 1_000_000);
                        }),
                row(
                        "have of what was never sent",
                        (exchange, link, _) -> exchange.have(link, 9, "x")),
                row(
                        "have, refusal of what is given up",
                        (exchange, link, seq) -> {
                            exchange.have(link, 0, "");
                            exchange.next(link);
                            exchange.refused(
                                    link, new ChatFrame.Refusal(seq - 1, "no", "no", true));
                        }));
    }

    private static Arguments row(String name, Talk talk) {
        return Arguments.of(name, talk);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("talks")
    void theyAreFailures(String name, Talk talk) throws Exception {
        long seq = submitTwoAndWithdrawOne();
        Duration expected = DialBackoff.FIRST.multipliedBy(2);
        for (int i = 0; i < 15; i++) {
            linkThatEndsAfter(talk, seq, Duration.ofSeconds(5));
            assertEquals(expected.toNanos() - 1, untilNextDial(), name + ", link " + i);
            expected = min(expected.multipliedBy(2), DialBackoff.LONGEST);
        }
    }

    @Test
    void anAcknowledgementMakesThePauseShortAgain() throws Exception {
        long seq = submitTwoAndWithdrawOne();
        submit();
        fail(seq);
        linkThatEndsAfter(
                (same, link, first) -> {
                    same.have(link, 0, "");
                    same.next(link);
                    same.acknowledged(link, first);
                },
                seq,
                Duration.ZERO);
        assertEquals(DialBackoff.FIRST.toNanos() - 1, untilNextDial());
    }

    @Test
    void aHaveThatCoversAMessageMakesThePauseShortAgain() throws Exception {
        long seq = submitTwoAndWithdrawOne();
        submit();
        fail(seq);
        linkThatEndsAfter((same, link, first) -> same.have(link, first, "m"), seq, Duration.ZERO);
        assertEquals(DialBackoff.FIRST.toNanos() - 1, untilNextDial());
    }

    @Test
    void aLinkOnWhichThePeerWasHeardForAWhileMakesThePauseShortAgain() throws Exception {
        long seq = submitTwoAndWithdrawOne();
        fail(seq);
        linkThatEndsAfter(
                (same, link, _) -> {
                    same.have(link, 0, "");
                    same.heard(link, now + SignsOfLife.STEADY.toNanos());
                },
                seq,
                SignsOfLife.STEADY);
        assertEquals(DialBackoff.FIRST.toNanos() - 1, untilNextDial());
    }

    /** Its silence at the end is no sign of life, however long it lasts. */
    @Test
    void aLinkThatFallsSilentIsAFailure() throws Exception {
        long seq = submitTwoAndWithdrawOne();
        linkThatEndsAfter((same, link, _) -> same.have(link, 0, ""), seq, Duration.ofHours(1));
        assertEquals(DialBackoff.FIRST.multipliedBy(2).toNanos() - 1, untilNextDial());
    }

    @Test
    void aPeerThatNothingWaitsForIsNotCalledForEver() throws Exception {
        LinkState first = open(false);
        exchange.have(first, 0, "");
        exchange.ended(first, false, now);
        long end = now + DialBackoff.LOSS.plus(DialBackoff.LONGEST).toNanos();
        while (!exchange.isIdle()) {
            now += exchange.tick(now);
            if (exchange.tick(now) == 0 || exchange.isIdle()) {
                continue;
            }
            LinkState link = open(true);
            exchange.have(link, 0, "");
            exchange.dialSettled(null, now);
            exchange.ended(link, false, now);
            dials++;
            assertTrue(now < end, "it is called without end");
        }
        assertTrue(dials > DialBackoff.PATIENCE, "it is given up while it may come back");
    }

    private void fail(long seq) throws ProtocolViolationException {
        for (int i = 0; i < 5; i++) {
            linkThatEndsAfter((same, link, _) -> same.have(link, 0, ""), seq, Duration.ZERO);
            untilNextDial();
        }
    }

    private void linkThatEndsAfter(Talk talk, long seq, Duration time)
            throws ProtocolViolationException {
        LinkState link = open(true);
        exchange.dialSettled(null, now);
        exchange.heard(link, now);
        talk.on(exchange, link, seq);
        now += time.toNanos();
        exchange.ended(link, true, now);
    }

    private LinkState open(boolean dialled) {
        LinkState link = new LinkState(dialled, true, true, LinkState.Route.DIRECT, now);
        exchange.opened(link);
        assertInstanceOf(ChatFrame.Begin.class, exchange.next(link).getFirst());
        return link;
    }

    /** Lets the time pass until the next dial, and begins it. Returns the time that passed. */
    private long untilNextDial() {
        long pause = exchange.tick(now);
        now += pause;
        exchange.tick(now);
        return pause;
    }

    /** Returns the number of the message that waits. */
    private long submitTwoAndWithdrawOne() {
        OutgoingMessage given = submit();
        long seq = submit().seq();
        exchange.withdraw(given, new IOException("cancelled"));
        exchange.tick(now);
        return seq;
    }

    private OutgoingMessage submit() {
        OutgoingMessage outgoing =
                exchange.submit(
                        new Message("m", SELF, PEER, "a/b", Bytes.empty(), Instant.EPOCH), 0, now);
        return outgoing;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Draws always the longest pause. */
    private static final class Longest implements RandomGenerator {
        private long last;

        @Override
        public long nextLong() {
            return ++last;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    /** Stores everything at once. */
    private static final class Committing implements ExchangePort {
        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public void apply(MessageStore.Change change, Consumer<@Nullable IOException> done) {
            done.accept(null);
        }

        @Override
        public void wake(LinkState link) {}

        @Override
        public void end(LinkState link, String reason) {}

        @Override
        public void upgrade() {}

        @Override
        public void dial() {}

        @Override
        public void kept(OutgoingMessage outgoing) {}

        @Override
        public void delivered(List<OutgoingMessage> outgoing, long seq) {}

        @Override
        public void failed(OutgoingMessage outgoing, IOException reason) {}
    }
}
