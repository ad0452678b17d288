package peerlink.cli.local;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import peerlink.api.Printable;
import peerlink.cli.text.JsonLines;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One frame between a terminal and the process that runs the chat there. A frame is its kind in one
 * byte, the length of the rest in four, and the rest.
 */
public sealed interface TerminalFrame {
    /** The most bytes behind the header. */
    int MOST_BYTES = 1 << 18;

    int HEADER_BYTES = 5;

    /** The most bytes of {@link Data}. */
    int MOST_DATA = 1 << 13;

    /** The largest width and height of a terminal. */
    int MOST_CELLS = 10_000;

    /**
     * The chat begins.
     *
     * @param process the process that runs it
     * @param purpose the command that the process runs
     * @param settings the options that its node was started with, by name
     */
    record Begun(long process, String purpose, Map<String, List<String>> settings)
            implements TerminalFrame {
        public Begun {
            settings = Map.copyOf(settings);
        }
    }

    /** Bytes of the keyboard, or for the screen. */
    record Data(byte[] bytes) implements TerminalFrame {}

    /** So many more bytes of the other side are on the screen, or with the chat. */
    record Written(int bytes) implements TerminalFrame {}

    /** The terminal has this size now. */
    record Resized(int columns, int rows) implements TerminalFrame {
        public Resized {
            if (columns < 0 || columns > MOST_CELLS || rows < 0 || rows > MOST_CELLS) {
                throw new IllegalArgumentException("not a size");
            }
        }
    }

    /** The terminal's process has got a signal. */
    record Signalled(TerminalSignal signal) implements TerminalFrame {}

    /**
     * Keeps the line that the user is typing, for the case that the chat's process ends.
     *
     * @param text the line
     * @param peer the id of the peer whose chat is open; empty if none is
     */
    record Draft(String text, String peer) implements TerminalFrame {}

    /**
     * The chat has ended.
     *
     * @param exitCode the exit code of the terminal's process
     * @param goesOn whether the user has not left, so that another process may go on with the chat
     * @param message a line for the user; empty if there is nothing to say
     * @param hint as {@link Outcome#hint}
     */
    record Ended(int exitCode, boolean goesOn, String message, String hint)
            implements TerminalFrame {}

    /** Returns the frame as bytes. */
    default ByteBuffer encoded() {
        return switch (this) {
            case Begun begun ->
                    framed(
                            'b',
                            utf8(
                                    JsonLines.text(
                                            Map.of(
                                                    "process", begun.process(),
                                                    "purpose", begun.purpose(),
                                                    "settings", begun.settings()))));
            case Data(var bytes) -> framed('d', bytes);
            case Written(var bytes) -> framed('w', ByteBuffer.allocate(4).putInt(bytes).array());
            case Resized(var columns, var rows) ->
                    framed('r', ByteBuffer.allocate(8).putInt(columns).putInt(rows).array());
            case Signalled(var signal) -> framed('s', utf8(signal.name()));
            case Draft(var text, var peer) -> framed('t', utf8(peer + "\n" + text));
            case Ended(var exitCode, var goesOn, var message, var hint) ->
                    framed('e', utf8("%d\n%s\n%s\n%s".formatted(exitCode, goesOn, message, hint)));
        };
    }

    private static ByteBuffer framed(char kind, byte[] rest) {
        return ByteBuffer.allocate(HEADER_BYTES + rest.length)
                .put((byte) kind)
                .putInt(rest.length)
                .put(rest)
                .flip();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if this version does not know it
     */
    static TerminalFrame parse(byte kind, byte[] rest) {
        try {
            return switch (kind) {
                case 'b' -> {
                    JsonNode fields = JsonMapper.shared().readTree(rest);
                    yield new Begun(
                            fields.path("process").asLong(0),
                            Printable.line(fields.path("purpose").asString("")),
                            RequestTexts.parse(fields.path("settings")));
                }
                case 'd' -> new Data(rest);
                case 'w' -> new Written(ByteBuffer.wrap(rest).getInt());
                case 'r' -> {
                    ByteBuffer size = ByteBuffer.wrap(rest);
                    yield new Resized(size.getInt(), size.getInt());
                }
                case 's' -> new Signalled(TerminalSignal.valueOf(text(rest)));
                case 't' -> {
                    String[] parts = text(rest).split("\n", 2);
                    if (parts.length < 2) {
                        throw new IllegalArgumentException("a draft without a peer");
                    }
                    yield new Draft(parts[1], Printable.line(parts[0]));
                }
                case 'e' -> {
                    String[] parts = text(rest).split("\n", 4);
                    if (parts.length < 4) {
                        throw new IllegalArgumentException("an end without its parts");
                    }
                    yield new Ended(
                            Integer.parseInt(parts[0]),
                            Boolean.parseBoolean(parts[1]),
                            Printable.line(parts[2]),
                            Printable.lines(parts[3]));
                }
                default -> throw new IllegalArgumentException("no such frame");
            };
        } catch (BufferUnderflowException | JacksonException e) {
            throw new IllegalArgumentException("a broken frame", e);
        }
    }

    private static String text(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text that is not UTF-8", e);
        }
    }
}
