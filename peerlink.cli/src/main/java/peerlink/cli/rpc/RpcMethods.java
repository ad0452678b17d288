package peerlink.cli.rpc;

import static peerlink.cli.rpc.RpcParam.number;
import static peerlink.cli.rpc.RpcParam.text;
import static peerlink.cli.rpc.RpcParam.texts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import peerlink.core.model.CursorStatus;

/**
 * The methods, with their descriptions. Those about messages are {@link MessageMethods}, those
 * about peers {@link PeerMethods}, and those about plugins' commands {@link CommandMethods}.
 */
final class RpcMethods {
    private static final long MOST_NUMBER = Long.MAX_VALUE;

    private static final RpcParam CURSOR =
            text("cursor", "a name that outlives both sides: 1 to 64 of a-z, 0-9, '.', '_' and '-'")
                    .upTo(64);

    private final Map<String, RpcMethod> methods = new LinkedHashMap<>();

    RpcMethods() {
        add(
                new RpcMethod(
                        "hello",
                        "Begins a connection; what answers is also the first notification, ready.",
                        false,
                        true,
                        List.of(text("token", "on the socket for containers, the token").upTo(256)),
                        RpcSchemas.READY,
                        RpcMethods::hello));
        MessageMethods.ALL.forEach(this::add);
        PeerMethods.ALL.forEach(this::add);
        CommandMethods.ALL.forEach(this::add);
        add(
                new RpcMethod(
                        "subscribe",
                        "Reads behind a cursor: what was not acknowledged, and then what comes.",
                        false,
                        true,
                        List.of(
                                CURSOR,
                                number("after", MOST_NUMBER, "begin behind this number instead"),
                                texts("events", RpcEvents.ALL.size(), "default: message")
                                        .among(RpcEvents.ALL)),
                        Schemas.object(
                                "cursor?", Schemas.TEXT,
                                "acknowledged?", Schemas.NUMBER,
                                "waiting?", Schemas.NUMBER),
                        RpcMethods::subscribe));
        add(
                new RpcMethod(
                        "unsubscribe",
                        "Reads no more; what was not acknowledged comes again to the next subscriber.",
                        false,
                        true,
                        List.of(CURSOR),
                        Schemas.object("subscribed", Schemas.FLAG),
                        RpcMethods::unsubscribe));
        add(
                new RpcMethod(
                        "ack",
                        "Acknowledges all up to a number: it is on disk when the answer comes.",
                        false,
                        true,
                        List.of(
                                CURSOR.required(),
                                number("number", MOST_NUMBER, "of a notification").required()),
                        Schemas.object("acknowledged", Schemas.NUMBER),
                        RpcMethods::acknowledge));
        add(
                new RpcMethod(
                        "cursors",
                        "Lists all cursors of the profile.",
                        false,
                        true,
                        List.of(),
                        Schemas.object("cursors", Schemas.list(RpcSchemas.CURSOR)),
                        (_, caller) -> cursors(caller.bots())));
        add(
                new RpcMethod(
                        "dropCursor",
                        "Drops a cursor, and what waits for it alone.",
                        false,
                        true,
                        List.of(CURSOR.required()),
                        Schemas.object("dropped", Schemas.FLAG),
                        RpcMethods::drop));
        add(
                new RpcMethod(
                        "rpc.discover",
                        "Returns this description.",
                        false,
                        true,
                        List.of(),
                        Schemas.OBJECT,
                        (_, _) -> CompletableFuture.completedFuture(OpenRpc.document(all()))));
    }

    private void add(RpcMethod method) {
        methods.put(method.name(), method);
    }

    List<RpcMethod> all() {
        return List.copyOf(methods.values());
    }

    RpcMethod method(String name) throws RpcException {
        RpcMethod method = methods.get(name);
        if (method == null) {
            throw new RpcException(
                    RpcCode.METHOD_NOT_FOUND, "no such method; rpc.discover lists them");
        }
        return method;
    }

    private static CompletableFuture<Map<String, @Nullable Object>> hello(
            RpcParams params, RpcCaller caller) throws RpcException {
        caller.admit(params.text("token").orElse(""));
        return CompletableFuture.completedFuture(caller.bots().greeting());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> subscribe(
            RpcParams params, RpcCaller caller) throws Exception {
        String cursor = params.text("cursor").orElse(null);
        Set<String> events = Set.copyOf(params.texts("events").orElse(List.of("message")));
        if (cursor != null) {
            BotNode.requireName(cursor);
        } else if (events.contains("message") || events.contains("delivery")) {
            throw RpcParams.invalid("messages and deliveries come behind a cursor: name one");
        } else if (caller.subscription(null).isPresent()) {
            throw RpcParams.invalid("this connection has a subscription without a cursor already");
        }
        Optional<Long> after =
                params.number("after").isPresent()
                        ? Optional.of(params.number("after").getAsLong())
                        : Optional.empty();
        BotNode bots = caller.bots();
        caller.subscribe(new Subscription(bots, bots.claim(cursor, after), events, caller::wake));
        if (cursor == null) {
            return RpcResult.done();
        }
        CursorStatus status = bots.status(cursor).orElseThrow();
        return RpcResult.done(
                "cursor", cursor,
                "acknowledged", status.acknowledged(),
                "waiting", status.waiting());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> unsubscribe(
            RpcParams params, RpcCaller caller) {
        Optional<Subscription> known = caller.subscription(params.text("cursor").orElse(null));
        known.ifPresent(caller::unsubscribe);
        return RpcResult.done("subscribed", known.isPresent());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> acknowledge(
            RpcParams params, RpcCaller caller) throws RpcException {
        String cursor = BotNode.requireName(params.given("cursor"));
        long number = params.number("number").orElseThrow();
        BotNode bots = caller.bots();
        bots.requireTold(cursor, number);
        Optional<Subscription> reader = caller.subscription(cursor);
        // the same number again waits like other requests: a flood of it would fill the memory
        boolean isPatient =
                !caller.isAwaited() && reader.filter(one -> one.isNew(number)).isPresent();
        long all = reader.map(one -> one.acknowledge(number)).orElse(number);
        if (isPatient) {
            bots.journal().acknowledgeSoon(cursor, all);
            return RpcResult.done();
        }
        // those that come together share one write to the disk
        return bots.journal()
                .acknowledgeAsync(cursor, all)
                .thenApply(_ -> RpcResult.map("acknowledged", number));
    }

    private static CompletableFuture<Map<String, @Nullable Object>> cursors(BotNode bots)
            throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (CursorStatus cursor : bots.journal().cursors()) {
            rows.add(
                    RpcResult.map(
                            "name", cursor.name(),
                            "kind", cursor.kind().name().toLowerCase(Locale.ROOT),
                            "acknowledged", cursor.acknowledged(),
                            "waiting", cursor.waiting(),
                            "waitingBytes", cursor.waitingBytes(),
                            "lost", cursor.lost()));
        }
        return RpcResult.done("cursors", rows);
    }

    private static CompletableFuture<Map<String, @Nullable Object>> drop(
            RpcParams params, RpcCaller caller) throws RpcException, IOException {
        return RpcResult.done(
                "dropped", caller.bots().drop(BotNode.requireName(params.given("cursor"))));
    }
}
