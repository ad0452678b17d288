package peerlink.cli.rpc;

import static peerlink.cli.rpc.RpcParam.number;
import static peerlink.cli.rpc.RpcParam.text;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.SentMessage;
import peerlink.core.KeyedMessage;
import peerlink.core.Node;

/** The methods about messages to peers: sending them, and what became of them. */
final class MessageMethods {
    private static final int DEFAULT_TIMEOUT = 10_000;
    private static final int LONGEST_TIMEOUT = 86_400_000;

    static final List<RpcMethod> ALL =
            List.of(
                    new RpcMethod(
                            "send",
                            "Sends a message; the answer comes when it is on disk, or with wait, delivered.",
                            false,
                            true,
                            List.of(
                                    RpcParam.peer("to"),
                                    text("text", "the text, 64 KiB of UTF-8 at most")
                                            .upTo(Message.MAX_TEXT),
                                    text("type", "the media type of content").upTo(255),
                                    text("content", "base64, in the place of text")
                                            .upTo(RpcParser.MOST_BYTES),
                                    text(
                                                    "key",
                                                    "sends once, however often it is asked within 7 days")
                                            .upTo(128),
                                    text("wait", "default: stored")
                                            .among(List.of("stored", "delivered")),
                                    number(
                                            "timeoutMillis",
                                            LONGEST_TIMEOUT,
                                            "the longest wait for the peer, default 10000; then it is queued")),
                            Schemas.object(
                                    "messageId", Schemas.TEXT,
                                    "to", Schemas.TEXT,
                                    "name", Schemas.TEXT,
                                    "state", Schemas.TEXT,
                                    "reason?", Schemas.TEXT),
                            MessageMethods::send),
                    new RpcMethod(
                            "outbox",
                            "Lists the messages that wait for their peers.",
                            false,
                            true,
                            List.of(),
                            Schemas.object("messages", Schemas.list(RpcSchemas.WAITING)),
                            (_, caller) -> outbox(caller.bots().node())),
                    new RpcMethod(
                            "outcome",
                            "Tells what became of the message that was sent with a key in the last 7 days.",
                            false,
                            true,
                            List.of(text("key", "of send").required().upTo(128)),
                            Schemas.object(
                                    "state",
                                    Schemas.TEXT,
                                    "messageId?",
                                    Schemas.TEXT,
                                    "reason?",
                                    Schemas.TEXT),
                            MessageMethods::outcome),
                    new RpcMethod(
                            "cancel",
                            "Takes a message back that waits.",
                            false,
                            true,
                            List.of(text("messageId", "of send, or of outbox").required().upTo(64)),
                            Schemas.object("wasSent", Schemas.FLAG),
                            MessageMethods::cancel));

    private MessageMethods() {}

    private static CompletableFuture<Map<String, @Nullable Object>> send(
            RpcParams params, RpcCaller caller) throws Exception {
        String type = params.text("type").orElse(Message.TEXT);
        Bytes content = content(params);
        BotNode bots = caller.bots();
        Peer peer = PeerMethods.peer(params.given("to"), caller);
        Optional<String> key = params.text("key");
        Delivery delivery;
        if (key.isPresent()) {
            KeyedMessage keyed = bots.node().send(peer, type, content, key.get());
            // the chats have shown one of an earlier call
            keyed.delivery().ifPresent(sent -> bots.sent(sent, peer));
            Optional<Delivery> waits =
                    keyed.delivery().isPresent()
                            ? keyed.delivery()
                            : bots.node().outbox().delivery(keyed.id());
            if (waits.isEmpty()) {
                return CompletableFuture.completedFuture(
                        outcome(
                                SentMessage.of(keyed.id(), peer, true).fields(),
                                ended(bots.node(), key.get(), keyed).failure()));
            }
            delivery = waits.get();
        } else {
            delivery = bots.node().conversation(peer).send(type, content);
            bots.sent(delivery, peer);
        }
        String id = delivery.message().id();
        if (!params.text("wait").orElse("").equals("delivered")) {
            return stored(delivery, peer);
        }
        caller.late();
        long longest = params.number("timeoutMillis").orElse(DEFAULT_TIMEOUT);
        return bots.ends()
                .within(longest, id, delivery.acknowledged())
                .thenCompose(
                        isDelivered ->
                                isDelivered
                                        ? CompletableFuture.completedFuture(sent(id, peer, true))
                                        : stored(delivery, peer));
    }

    /** Returns what tells, once a message is on disk, that it waits for its peer. */
    private static CompletableFuture<Map<String, @Nullable Object>> stored(
            Delivery delivery, Peer peer) {
        return delivery.stored()
                .thenApply(_ -> sent(delivery.message().id(), peer, false))
                .toCompletableFuture();
    }

    /** Puts the failure of a message that was given up into the place of its delivery. */
    private static Map<String, @Nullable Object> outcome(
            Map<String, @Nullable Object> delivered, String failure) {
        if (!failure.isEmpty()) {
            delivered.put("state", "failed");
            delivered.put("reason", failure);
        }
        return delivered;
    }

    /** Tells what has become of the message with a key. */
    private static CompletableFuture<Map<String, @Nullable Object>> outcome(
            RpcParams params, RpcCaller caller) throws IOException {
        Node node = caller.bots().node();
        Optional<KeyedMessage> known = node.sent(params.given("key"));
        if (known.isEmpty()) {
            return RpcResult.done("state", "unknown");
        }
        KeyedMessage keyed = known.get();
        boolean isWaiting = node.outbox().delivery(keyed.id()).isPresent();
        return CompletableFuture.completedFuture(
                outcome(
                        RpcResult.map(
                                "state",
                                isWaiting ? "queued" : "delivered",
                                "messageId",
                                keyed.id()),
                        isWaiting ? "" : ended(node, params.given("key"), keyed).failure()));
    }

    /**
     * Returns a message as it is known now that it does not wait any more: it may have been given
     * up since it was looked up, and must not pass for delivered.
     */
    private static KeyedMessage ended(Node node, String key, KeyedMessage before)
            throws IOException {
        return node.sent(key).orElse(before);
    }

    private static Map<String, @Nullable Object> sent(
            String messageId, Peer peer, boolean isDelivered) {
        return SentMessage.of(messageId, peer, isDelivered).fields();
    }

    private static Bytes content(RpcParams params) throws RpcException {
        Optional<String> text = params.text("text");
        Optional<String> content = params.text("content");
        if (text.isPresent() == content.isPresent()) {
            throw RpcParams.invalid("either text or content must be given, not both");
        }
        if (text.isPresent()) {
            return Bytes.utf8(text.get());
        }
        if (params.text("type").isEmpty()) {
            throw RpcParams.invalid("content needs a type, such as application/json");
        }
        try {
            return Bytes.wrap(Base64.getDecoder().decode(content.get()));
        } catch (IllegalArgumentException e) {
            throw RpcParams.invalid("'content' must be base64");
        }
    }

    private static CompletableFuture<Map<String, @Nullable Object>> outbox(Node node)
            throws IOException {
        return RpcResult.done(
                "messages", OutboxRow.all(node).stream().map(OutboxRow::fields).toList());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> cancel(
            RpcParams params, RpcCaller caller) throws IOException {
        return RpcResult.done(
                "wasSent",
                caller.bots().node().outbox().cancel(params.given("messageId")).isSent());
    }
}
