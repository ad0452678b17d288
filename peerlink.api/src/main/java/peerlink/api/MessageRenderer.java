package peerlink.api;

/**
 * Makes a text of the messages of one media type, as the user is to see them. Registered through
 * {@link PluginContext#render}.
 */
public interface MessageRenderer {
    /**
     * Returns the text to show for a message that has arrived. Called on a thread of the plugin's
     * while the user waits for the message: after 100 ms, or if it throws, the message is shown as
     * plain text.
     *
     * @return the text, which is cleaned by {@link Printable#lines}, and cut off behind {@link
     *     Message#MAX_TEXT} characters
     * @throws Exception if the content is not what it should be
     */
    String render(Message message) throws Exception;
}
