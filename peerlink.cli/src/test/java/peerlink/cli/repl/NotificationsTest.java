package peerlink.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.Profiles;
import peerlink.cli.fixture.RecordingView;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.ChatSetting;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

class NotificationsTest {
    private static final String TITLE = "\033[22;2t\033]2;(1) PeerLink alice\033\\";

    @TempDir Path folder;
    private final RecordingView view = new RecordingView();
    private final Peer bob = new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());
    private ChatConfig config;
    private boolean isAway = true;
    private Notifications notifications;

    @BeforeEach
    void make() throws Exception {
        config = Profiles.config(folder);
        view.takesSequences();
        notifications = new Notifications(view, config, () -> isAway);
        notifications.self("alice");
    }

    /** Returns what a message has the terminal do. */
    private String sent() {
        view.sequences().clear();
        notifications.accept(
                new NodeEvent.MessageArrived(
                        new Message(
                                "1",
                                bob.id(),
                                bob.id(),
                                Message.TEXT,
                                Bytes.utf8("hi; you"),
                                Instant.now()),
                        bob,
                        bob.name(),
                        Trust.UNVERIFIED,
                        Instant.now(),
                        false));
        return String.join("", view.sequences());
    }

    @Test
    void whatAPluginCallsForIsToldAsSetToo() {
        NodeEvent saved =
                new NodeEvent.Notice("files", "a.txt is saved", "file-saved", Map.of(), true);
        notifications.accept(saved);
        assertEquals(List.of(), view.sequences());
        config.settings().change(ChatSetting.NOTIFY, "desktop");
        notifications.accept(new NodeEvent.Notice("files", "a.txt is offered"));
        assertEquals(List.of(), view.sequences());
        notifications.accept(saved);
        assertEquals(
                "\033]9;PeerLink files\033\\\033]777;notify;PeerLink files;\033\\",
                String.join("", view.sequences()));
        isAway = false;
        view.sequences().clear();
        notifications.accept(saved);
        assertEquals(List.of(), view.sequences());
    }

    @Test
    void byDefaultTheTitleAloneTellsAndOnlyWhoIsAway() {
        assertEquals(TITLE, sent());
        assertEquals("\033]2;(2) PeerLink alice\033\\", sent());
        view.sequences().clear();
        notifications.end();
        notifications.end();
        assertEquals(List.of("\033[23;2t"), view.sequences());
        isAway = false;
        assertEquals("", sent());
    }

    @Test
    void theBellAndTheDesktopTellAsSetAndWithoutTheTextUnlessSet() {
        config.settings().change(ChatSetting.TITLE, "off");
        config.settings().change(ChatSetting.NOTIFY, "bell");
        assertEquals("\007", sent());
        config.settings().change(ChatSetting.NOTIFY, "both");
        assertEquals("\007\033]9;PeerLink bob\033\\\033]777;notify;PeerLink bob;\033\\", sent());
        config.settings().change(ChatSetting.NOTIFY, "desktop");
        config.settings().change(ChatSetting.NOTIFY_TEXT, "on");
        assertEquals(
                "\033]9;PeerLink bob: hi; you\033\\\033]777;notify;PeerLink bob;hi, you\033\\",
                sent());
        isAway = false;
        assertEquals("", sent());
        config.settings().change(ChatSetting.NOTIFY_WHEN, "always");
        config.settings().change(ChatSetting.NOTIFY, "bell");
        assertEquals("\007", sent());
    }

    @Test
    void aMutedPeerTellsNothing() throws Exception {
        config.settings().change(ChatSetting.NOTIFY, "both");
        config.mute(bob.id(), true);
        assertEquals("", sent());
        config.mute(bob.id(), false);
        config.settings().change(ChatSetting.NOTIFY, "off");
        assertEquals(TITLE, sent());
    }
}
