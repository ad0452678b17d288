package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;

/** A transfer that a peer has offered to the user. */
sealed interface Offered extends Transfer permits IncomingTransfer, IncomingTree {
    /** Returns the offer for a question, such as {@code report.pdf from bob (1.2 MB)}. */
    String offer();

    /** Tells whether the user has yet to answer. */
    boolean isOffered();

    /**
     * Accepts the offer.
     *
     * @param folder the folder for what comes
     * @param as the name for it, or null for the offered one
     * @param preserves whether the user wants dates and executable bits, if they are told
     * @throws IOException if it can't be saved there; the offer stands
     * @throws CommandException if it is offered no longer
     */
    void accept(Path folder, @Nullable String as, boolean preserves)
            throws IOException, CommandException;

    /** Declines the offer. */
    void refuse() throws CommandException;

    /** Tells whether the transfer has ended. */
    boolean isOver();

    /** Waits until the transfer has ended. */
    Fate awaitEnd() throws InterruptedException;
}
