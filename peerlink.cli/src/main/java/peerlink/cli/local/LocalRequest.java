package peerlink.cli.local;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.node.NodeOptions;
import tools.jackson.databind.JsonNode;

/**
 * A shell command's request to the process that has the profile's messages open.
 *
 * <p>The file is longer than most, as it holds each kind of request with its two directions, which
 * are read together.
 */
public sealed interface LocalRequest {
    /** The longest wait for an acknowledgement. */
    Duration LONGEST = Duration.ofDays(1);

    /** Returns the options of the command, for the hints in its output. */
    NodeOptions given();

    /** Tells whether it changes nothing, so that another process may be asked as well. */
    default boolean isQuestion() {
        return false;
    }

    /** Tells whether it must not be done a second time, once it was begun. */
    default boolean isOnce() {
        return false;
    }

    /** Returns the same request with less time. */
    default LocalRequest within(Duration time) {
        return this;
    }

    /**
     * Returns the request that is left once a message is stored and the process that was to deliver
     * it has ended.
     */
    default LocalRequest stored(String messageId) {
        return this;
    }

    /**
     * Sends a text.
     *
     * @param peer the peer as the user typed it
     * @param timeout the longest wait for the acknowledgement
     * @param queue whether the message may wait for a peer that is away
     * @param json whether for programs
     */
    record Send(
            NodeOptions given,
            String peer,
            String text,
            Duration timeout,
            boolean queue,
            boolean json)
            implements LocalRequest {
        public Send {
            require(timeout);
            if (Bytes.utf8(text).size() > Message.MAX_TEXT) {
                throw new IllegalArgumentException("text too long");
            }
        }

        @Override
        public LocalRequest within(Duration time) {
            return new Send(given, peer, text, time, queue, json);
        }

        @Override
        public LocalRequest stored(String messageId) {
            return queue ? this : new Await(given, peer, messageId, timeout, json);
        }
    }

    /**
     * Delivers a message that is stored already; otherwise as {@link Send} without {@code queue}.
     */
    record Await(NodeOptions given, String peer, String messageId, Duration timeout, boolean json)
            implements LocalRequest {
        public Await {
            require(timeout);
        }

        @Override
        public LocalRequest within(Duration time) {
            return new Await(given, peer, messageId, time, json);
        }
    }

    /** Lists the messages of the outbox. */
    record Listing(NodeOptions given) implements LocalRequest {}

    /**
     * Cancels messages.
     *
     * @param which a message's id, or a peer
     */
    record Cancel(NodeOptions given, String which) implements LocalRequest {}

    /**
     * Opens a link with a peer unless there is one, and describes it.
     *
     * @param json whether for programs
     */
    record Why(NodeOptions given, String peer, boolean json) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /**
     * Adds the peer of an invite, and connects to it.
     *
     * @param invite as the user gave it
     */
    record Connect(NodeOptions given, String invite) implements LocalRequest {}

    /**
     * Examines how the profile's node can be reached.
     *
     * @param json whether for programs
     */
    record Doctor(NodeOptions given, boolean json) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /**
     * Asks for the name, id and invite of the running node, and what the invite lacks: a line
     * each.
     */
    record Self(NodeOptions given) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /**
     * Lists the peers that are there.
     *
     * @param json whether for programs
     */
    record Peers(NodeOptions given, boolean json) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /**
     * Lists or changes plugins.
     *
     * @param words the names of plugins, or the absolute path of the file to install
     * @param json whether for programs
     */
    record Plugins(NodeOptions given, PluginDeed deed, List<String> words, boolean json)
            implements LocalRequest {
        public Plugins {
            words = List.copyOf(words);
        }

        @Override
        public boolean isQuestion() {
            return deed.isQuestion();
        }
    }

    /**
     * Runs a plugin's command.
     *
     * @param command its name
     * @param arguments the words behind it
     * @param folder the folder in which the user is, absolute
     * @param json whether the results are for programs
     * @param isAnswered whether somebody can answer questions
     */
    record Run(
            NodeOptions given,
            String command,
            List<String> arguments,
            Path folder,
            boolean json,
            boolean isAnswered)
            implements LocalRequest {
        public Run {
            arguments = List.copyOf(arguments);
            if (!folder.isAbsolute()) {
                throw new IllegalArgumentException("not an absolute path: " + folder);
            }
        }

        @Override
        public boolean isOnce() {
            return true;
        }
    }

    /**
     * Runs a chat on the terminal of the process that asks.
     *
     * @param settings what the user gave, as far as it belongs to a node
     * @param peer whom to chat with, as the user typed it; null if nobody yet
     * @param draft the line that the user has typed so far
     * @param shownUntil the time up to which a process that has ended has shown the chat with the
     *     peer on the terminal; null if none has
     */
    record Attach(
            NodeOptions given,
            GivenSettings settings,
            @Nullable String peer,
            AttachedScreen screen,
            String draft,
            @Nullable Instant shownUntil)
            implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /**
     * Describes the node that runs.
     *
     * @param json whether for programs
     */
    record Status(NodeOptions given, boolean json) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /** Asks whether the node is as the options would have it. */
    record Same(NodeOptions given) implements LocalRequest {
        @Override
        public boolean isQuestion() {
            return true;
        }
    }

    /** Ends the process that has the node. */
    record Stop(NodeOptions given) implements LocalRequest {
        @Override
        public boolean isOnce() {
            return true;
        }
    }

    private static @Nullable Instant time(JsonNode fields, String name) {
        try {
            return fields.path(name).asStringOpt().map(Instant::parse).orElse(null);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time: " + name, e);
        }
    }

    private static void require(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("not a timeout: " + timeout);
        }
    }

    /** Returns the request as the fields of an object. */
    default Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(
                "errand",
                switch (this) {
                    case Send _ -> "send";
                    case Await _ -> "await";
                    case Listing _ -> "list";
                    case Cancel _ -> "cancel";
                    case Why _ -> "why";
                    case Connect _ -> "connect";
                    case Doctor _ -> "doctor";
                    case Self _ -> "self";
                    case Peers _ -> "peers";
                    case Plugins _ -> "plugins";
                    case Run _ -> "run";
                    case Attach _ -> "attach";
                    case Status _ -> "status";
                    case Stop _ -> "stop";
                    case Same _ -> "same";
                });
        fields.put("profile", given().profile);
        fields.put("home", given().home);
        fields.put("registries", given().registries);
        fields.put("invites", given().invites);
        fields.put("noPlugins", given().noPlugins);
        fields.put("allowedPlugins", given().allowedPlugins);
        fields.put("options", given().ofNode());
        switch (this) {
            case Send send -> {
                fields.put("peer", send.peer());
                fields.put("text", send.text());
                fields.put("timeoutMillis", send.timeout().toMillis());
                fields.put("queue", send.queue());
                fields.put("json", send.json());
            }
            case Await await -> {
                fields.put("peer", await.peer());
                fields.put("messageId", await.messageId());
                fields.put("timeoutMillis", await.timeout().toMillis());
                fields.put("json", await.json());
            }
            case Listing _ -> {}
            case Cancel cancel -> fields.put("which", cancel.which());
            case Why why -> {
                fields.put("peer", why.peer());
                fields.put("json", why.json());
            }
            case Connect connect -> fields.put("invite", connect.invite());
            case Doctor doctor -> fields.put("json", doctor.json());
            case Self _ -> {}
            case Peers peers -> fields.put("json", peers.json());
            case Plugins plugins -> {
                fields.put("deed", plugins.deed().word());
                fields.put("words", plugins.words());
                fields.put("json", plugins.json());
            }
            case Run run -> {
                fields.put("command", run.command());
                fields.put("arguments", run.arguments());
                fields.put("folder", run.folder().toString());
                fields.put("json", run.json());
                fields.put("answered", run.isAnswered());
            }
            case Attach attach -> {
                fields.put("settings", attach.settings().values());
                fields.put("sources", attach.settings().sources());
                fields.put("peer", attach.peer());
                fields.put("screen", attach.screen().fields());
                fields.put("draft", attach.draft());
                fields.put("shownUntil", attach.shownUntil());
            }
            case Status status -> fields.put("json", status.json());
            case Stop _, Same _ -> {}
        }
        return fields;
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if this version does not know it
     */
    static LocalRequest parse(JsonNode fields) {
        NodeOptions given = new NodeOptions().orOfNode(RequestTexts.parse(fields.path("options")));
        given.profile = fields.path("profile").asStringOpt().orElse(null);
        given.home = fields.path("home").asStringOpt().map(Path::of).orElse(null);
        given.registries = RequestTexts.texts(fields.path("registries"));
        given.invites = RequestTexts.texts(fields.path("invites"));
        given.noPlugins = fields.path("noPlugins").asBoolean(false);
        given.allowedPlugins = RequestTexts.texts(fields.path("allowedPlugins"));
        Duration timeout = Duration.ofMillis(fields.path("timeoutMillis").asLong(0));
        boolean queue = fields.path("queue").asBoolean(false);
        boolean json = fields.path("json").asBoolean(false);
        return switch (text(fields, "errand")) {
            case "send" ->
                    new Send(
                            given,
                            text(fields, "peer"),
                            text(fields, "text"),
                            timeout,
                            queue,
                            json);
            case "await" ->
                    new Await(
                            given, text(fields, "peer"), text(fields, "messageId"), timeout, json);
            case "list" -> new Listing(given);
            case "cancel" -> new Cancel(given, text(fields, "which"));
            case "connect" -> new Connect(given, text(fields, "invite"));
            case "doctor" -> new Doctor(given, json);
            case "self" -> new Self(given);
            case "peers" -> new Peers(given, json);
            case "plugins" ->
                    new Plugins(
                            given,
                            PluginDeed.valueOf(text(fields, "deed").toUpperCase(Locale.ROOT)),
                            RequestTexts.texts(fields.path("words")),
                            json);
            case "run" ->
                    new Run(
                            given,
                            text(fields, "command"),
                            RequestTexts.texts(fields.path("arguments")),
                            Path.of(text(fields, "folder")),
                            json,
                            fields.path("answered").asBoolean(false));
            case "attach" ->
                    new Attach(
                            given,
                            new GivenSettings(
                                    RequestTexts.parse(fields.path("settings")),
                                    RequestTexts.byName(fields.path("sources"))),
                            fields.path("peer").asStringOpt().orElse(null),
                            AttachedScreen.parse(fields.path("screen")),
                            fields.path("draft").asString(""),
                            time(fields, "shownUntil"));
            case "status" -> new Status(given, json);
            case "stop" -> new Stop(given);
            case "same" -> new Same(given);
            case "why" -> new Why(given, text(fields, "peer"), json);
            default -> throw new IllegalArgumentException("no such request");
        };
    }

    private static String text(JsonNode fields, String name) {
        return fields.path(name)
                .asStringOpt()
                .orElseThrow(() -> new IllegalArgumentException("a request without " + name));
    }
}
