package peerlink.core.session;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import peerlink.api.Message;
import peerlink.api.MessageRenderer;
import peerlink.api.Printable;
import peerlink.api.Registration;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/**
 * Makes texts of messages that are none, by the plugin to which their media type belongs. Safe for
 * use by several threads.
 */
public final class MessageRenderers {
    /** The time that a message waits for its text. */
    static final Duration LIMIT = Duration.ofMillis(100);

    /** The most characters of a message that no plugin has rendered. */
    static final int MAX_PLAIN = 2000;

    private final BiConsumer<String, String> onFailure;
    private final ConcurrentHashMap<String, Owned> renderers = new ConcurrentHashMap<>();

    private record Owned(String plugin, MessageRenderer renderer, GuardedCalls calls) {}

    /**
     * @param onFailure gets the plugin and the reason when a renderer throws
     */
    public MessageRenderers(BiConsumer<String, String> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Adds a renderer.
     *
     * @param plugin its owner
     * @param calls makes the calls, and tells of those that take too long
     * @throws IllegalArgumentException if the type is none, or taken
     */
    public Registration add(
            String plugin, String type, MessageRenderer renderer, GuardedCalls calls) {
        String own = type.toLowerCase(Locale.ROOT);
        if (!Message.isType(own)) {
            throw new IllegalArgumentException(
                    "not a media type: '%s' (such as application/x-dice)"
                            .formatted(Printable.excerpt(type)));
        }
        if (own.equals(Message.TEXT)) {
            throw new IllegalArgumentException(own + " is shown as it is, by no plugin");
        }
        Owned entry = new Owned(plugin, renderer, calls);
        Owned taken = renderers.putIfAbsent(own, entry);
        if (taken != null) {
            throw new IllegalArgumentException(
                    "messages of the type %s are shown by the plugin %s"
                            .formatted(own, taken.plugin()));
        }
        return () -> renderers.remove(own, entry);
    }

    /**
     * Returns the text to show for a message; empty if no plugin renders its type. Waits for the
     * plugin no longer than the limit: then it is the content as plain text.
     */
    public Optional<String> rendered(Message message) throws InterruptedException {
        Owned owned = message.isText() ? null : renderers.get(message.type());
        if (owned == null) {
            return Optional.empty();
        }
        try {
            String text =
                    owned.calls()
                            .ask(
                                    "rendering a message of the type " + message.type(),
                                    LIMIT,
                                    () ->
                                            bounded(
                                                    Objects.requireNonNull(
                                                            owned.renderer().render(message),
                                                            "render() returned null"),
                                                    Message.MAX_TEXT));
            return Optional.of(Objects.requireNonNull(text));
        } catch (CallFailedException e) {
            if (e.kind() == CallFailedException.Kind.THREW) {
                onFailure.accept(
                        owned.plugin(),
                        "rendering a message of the type %s: %s"
                                .formatted(message.type(), e.getMessage()));
            }
            return Optional.of(plain(message));
        }
    }

    private static String plain(Message message) {
        byte[] content = message.content().toByteArray();
        try {
            return bounded(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString(),
                    MAX_PLAIN);
        } catch (CharacterCodingException e) {
            return "(%d bytes of the type %s)".formatted(content.length, message.type());
        }
    }

    private static String bounded(String text, int most) {
        return Printable.lines(text.length() <= most ? text : text.substring(0, most) + "…");
    }
}
