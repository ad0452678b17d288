package peerlink.cli.repl;

import java.nio.file.Path;
import peerlink.api.PeerId;

/**
 * Holds in a profile what all chats of its node share, and what outlives them: unread messages, how
 * far the user has read, and half-typed lines.
 */
public final class ChatMemory {
    private final UnreadMessages unread;
    private final ReadMarks marks;
    private final Drafts drafts;

    /**
     * @param profile the profile's folder
     * @param self the profile's own id
     */
    public ChatMemory(Path profile, PeerId self) {
        this.unread = new UnreadMessages(profile, self);
        this.marks = new ReadMarks(profile);
        this.drafts = new Drafts(profile);
    }

    UnreadMessages unread() {
        return unread;
    }

    ReadMarks marks() {
        return marks;
    }

    Drafts drafts() {
        return drafts;
    }
}
