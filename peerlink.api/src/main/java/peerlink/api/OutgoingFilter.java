package peerlink.api;

/**
 * Sees each message before it is sent, and may change or forbid it. Registered through {@link
 * PluginContext#filter(OutgoingFilter)}. The filters of all plugins are asked one after another,
 * in the order of their registration, for the user's messages and those of plugins, the own one's
 * too. Messages that wait in the outbox already are not asked about.
 *
 * <p>The user waits meanwhile: a filter may take 2 seconds. If it takes longer, throws or answers
 * with nonsense, the message is not sent, and the user is told which plugin it was. A plugin that
 * has ended, or was set aside, filters nothing any more.
 *
 * <p>A filter holds for {@code peerlink send}, too. Where no other process runs the plugins, that
 * starts each plugin which may have a filter, and waits for its start: so {@link Plugin#start} adds
 * filters, and no later event does. Files and other links of plugins are no messages.
 */
public interface OutgoingFilter {
    /**
     * Decides on a message. Must not send any itself.
     *
     * @return the message as it is to be sent: the same draft, or another one for the same peer
     * @throws CommandException to forbid it, with the reason for the user
     * @throws Exception if anything goes wrong: the message is not sent either
     */
    Draft filter(Draft draft) throws Exception;
}
