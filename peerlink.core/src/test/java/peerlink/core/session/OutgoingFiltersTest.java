package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Draft;
import peerlink.api.Message;
import peerlink.api.OutgoingFilter;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.guard.CallLimits;
import peerlink.core.guard.GuardedCalls;

@Timeout(60)
class OutgoingFiltersTest {
    private static final Peer BOB =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final OutgoingFilters filters =
            new OutgoingFilters(
                    Duration.ofMillis(200), (plugin, text) -> told.add(plugin + " " + text));
    private final GuardedCalls calls =
            new GuardedCalls(
                    "dlp",
                    null,
                    CallLimits.DEFAULT,
                    new GuardedCalls.Faults() {
                        @Override
                        public void overdue(String reason) {
                            told.add(reason);
                        }

                        @Override
                        public void setAside(String reason) {
                            told.add(reason);
                        }
                    });

    @AfterEach
    void end() {
        calls.close();
    }

    private Registration add(OutgoingFilter filter) {
        return filters.add("dlp", filter, calls);
    }

    private String sent(String text) throws IOException {
        return filters.filtered(new Draft(BOB, Message.TEXT, Bytes.utf8(text))).text();
    }

    private String refused() {
        return assertThrows(IOException.class, () -> sent("hello")).getMessage();
    }

    @Test
    void filtersChangeAMessageInTheirOrderAndTheUserSeesIt() throws Exception {
        assertEquals("hello", sent("hello"));
        add(draft -> draft);
        Registration first = add(draft -> draft.with(Bytes.utf8(draft.text() + "1")));
        add(draft -> draft.with(Bytes.utf8(draft.text() + "2")));
        assertEquals("hello12", sent("hello"));
        assertEquals(
                List.of(
                        "dlp changed your message to bob: hello1",
                        "dlp changed your message to bob: hello12"),
                told);
        first.close();
        assertEquals("hello2", sent("hello"));
    }

    @Test
    void aMessageThatAFilterForbidsIsNotSent() {
        add(
                draft -> {
                    throw new CommandException("it names \u001b[2Ja customer", "");
                });
        assertEquals("the plugin dlp forbids the message: it names �[2Ja customer", refused());
    }

    @Test
    void aMessageWithoutAnAnswerIsNotSentAndThePluginIsNamed() {
        CountDownLatch never = new CountDownLatch(1);
        Registration stuck =
                add(
                        draft -> {
                            never.await();
                            return draft;
                        });
        assertEquals("the plugin dlp held the message up for more than 2 seconds", refused());
        stuck.close();

        Registration broken =
                add(
                        draft -> {
                            throw new IllegalStateException("oops");
                        });
        assertEquals("the plugin dlp failed on the message: oops", refused());
        broken.close();

        Peer carol = new Peer(PeerId.ofKey(new byte[] {2}), new PeerName("carol"), List.of());
        Registration astray = add(draft -> new Draft(carol, draft.type(), draft.content()));
        assertEquals("the plugin dlp would send the message to another peer", refused());
        astray.close();

        // it would wait for itself
        add(
                draft -> {
                    sent("more");
                    return draft;
                });
        assertEquals("the plugin dlp failed on the message: a filter sends no messages", refused());
    }
}
