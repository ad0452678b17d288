package peerlink.cli.text;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.Printable;
import peerlink.core.model.NodeEvent;

/** The kinds of events that a program can ask for. */
public enum EventKind {
    READY,
    MESSAGE,
    REQUEST,
    PLUGIN,
    PRESENCE,
    DELIVERY,
    REGISTRATION,
    LINK,
    JOURNAL;

    /** The kinds that a program gets which asks for none, as words. */
    public static final String USUAL = "ready,message,request,plugin";

    /** The word for all kinds together. */
    public static final String ALL = "all";

    /** Returns the word for the kind. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns all words, with commas between them. */
    public static String words() {
        return Arrays.stream(values()).map(EventKind::word).collect(Collectors.joining(", "))
                + ", "
                + ALL;
    }

    /**
     * Reads a list of kinds.
     *
     * @param list words with commas between them; {@value #ALL} stands for each of them
     * @throws IllegalArgumentException if one is no kind
     */
    public static Set<EventKind> parse(String list) {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String word : list.split(",", -1)) {
            if (word.strip().equals(ALL)) {
                kinds.addAll(EnumSet.allOf(EventKind.class));
                continue;
            }
            kinds.add(
                    Arrays.stream(values())
                            .filter(kind -> kind.word().equals(word.strip()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "not an event: '%s' (one of %s)"
                                                            .formatted(
                                                                    Printable.excerpt(word),
                                                                    words()))));
        }
        return kinds;
    }

    /** Returns the kind of an event; empty if programs are not told of it. */
    public static Optional<EventKind> of(NodeEvent event) {
        return switch (event) {
            case NodeEvent.MessageArrived arrived ->
                    arrived.message().isText() || !arrived.shown().isEmpty()
                            ? Optional.of(MESSAGE)
                            : Optional.empty();
            case NodeEvent.RequestArrived _ -> Optional.of(REQUEST);
            case NodeEvent.Notice _, NodeEvent.PluginSent _ -> Optional.of(PLUGIN);
            case NodeEvent.PeerAppeared _, NodeEvent.PeerLeft _, NodeEvent.PeersUnlisted _ ->
                    Optional.of(PRESENCE);
            case NodeEvent.MessageDelivered _, NodeEvent.MessageFailed _ -> Optional.of(DELIVERY);
            case NodeEvent.DirectoryConnected _,
                    NodeEvent.DirectoryLost _,
                    NodeEvent.RegistrationRefused _,
                    NodeEvent.RegistrationGranted _,
                    NodeEvent.RegistrationConflict _ ->
                    Optional.of(REGISTRATION);
            case NodeEvent.LinkOpened _, NodeEvent.LinkClosed _ -> Optional.of(LINK);
            case NodeEvent.JournalFull _, NodeEvent.JournalHasRoom _ -> Optional.of(JOURNAL);
            default -> Optional.empty();
        };
    }
}
