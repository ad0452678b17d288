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
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.Failures;
import peerlink.core.model.CursorStatus;

/**
 * The methods, with their descriptions. Those about peers are {@link PeerMethods}, those about
 * plugins' commands {@link CommandMethods}.
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
                        (_, caller) -> cursors(caller.service())));
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

    /** Returns one line about a failure. */
    static String reason(Throwable failure) {
        return Failures.message(
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure);
    }

    /**
     * Makes a result.
     *
     * @param fields names and values by turns
     */
    static CompletableFuture<Map<String, @Nullable Object>> done(Object... fields) {
        return CompletableFuture.completedFuture(map(fields));
    }

    static Map<String, @Nullable Object> map(Object... fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return map;
    }

    private static CompletableFuture<Map<String, @Nullable Object>> hello(
            RpcParams params, RpcConnection caller) throws RpcException {
        caller.admit(params.text("token").orElse(""));
        return CompletableFuture.completedFuture(caller.greeting());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> subscribe(
            RpcParams params, RpcConnection caller) throws Exception {
        String cursor = params.text("cursor").orElse(null);
        Set<String> events = Set.copyOf(params.texts("events").orElse(List.of("message")));
        if (cursor != null) {
            RpcService.requireName(cursor);
        } else if (events.contains("message") || events.contains("delivery")) {
            throw RpcParams.invalid("messages and deliveries come behind a cursor: name one");
        } else if (caller.subscription(null).isPresent()) {
            throw RpcParams.invalid("this connection has a subscription without a cursor already");
        }
        Optional<Long> after =
                params.number("after").isPresent()
                        ? Optional.of(params.number("after").getAsLong())
                        : Optional.empty();
        caller.subscribe(caller.service().subscribe(cursor, events, after, caller::wake));
        if (cursor == null) {
            return done();
        }
        CursorStatus status = caller.service().status(cursor).orElseThrow();
        return done(
                "cursor", cursor,
                "acknowledged", status.acknowledged(),
                "waiting", status.waiting());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> unsubscribe(
            RpcParams params, RpcConnection caller) {
        Optional<Subscription> known = caller.subscription(params.text("cursor").orElse(null));
        known.ifPresent(caller::unsubscribe);
        return done("subscribed", known.isPresent());
    }

    private static CompletableFuture<Map<String, @Nullable Object>> acknowledge(
            RpcParams params, RpcConnection caller) throws RpcException, IOException {
        String cursor = RpcService.requireName(params.given("cursor"));
        long number = params.number("number").orElseThrow();
        caller.service().acknowledge(cursor, number, caller.subscription(cursor));
        return done("acknowledged", number);
    }

    private static CompletableFuture<Map<String, @Nullable Object>> cursors(RpcService service)
            throws IOException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (CursorStatus cursor : service.journal().cursors()) {
            rows.add(
                    map(
                            "name", cursor.name(),
                            "kind", cursor.kind().name().toLowerCase(Locale.ROOT),
                            "acknowledged", cursor.acknowledged(),
                            "waiting", cursor.waiting(),
                            "waitingBytes", cursor.waitingBytes(),
                            "lost", cursor.lost()));
        }
        return done("cursors", rows);
    }

    private static CompletableFuture<Map<String, @Nullable Object>> drop(
            RpcParams params, RpcConnection caller) throws RpcException, IOException {
        return done(
                "dropped", caller.service().drop(RpcService.requireName(params.given("cursor"))));
    }

    /** Returns the parameter that names a peer. */
    static RpcParam peer(String name) {
        return text(name, "a peer's id or name; ids pass to nobody else").required().upTo(256);
    }
}
