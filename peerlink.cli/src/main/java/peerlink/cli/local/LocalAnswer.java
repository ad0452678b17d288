package peerlink.cli.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.OutboxRow;
import tools.jackson.databind.JsonNode;

/**
 * An answer to a local request. The answers come in this order: the request is taken, what happens
 * meanwhile, and the end.
 */
sealed interface LocalAnswer {
    /**
     * The request is begun now. Without this answer it was not begun, and another process may take
     * it.
     */
    record Taken() implements LocalAnswer {}

    /** The message is stored. */
    record Stored(String messageId) implements LocalAnswer {}

    /** A message of the outbox. */
    record Row(OutboxRow row) implements LocalAnswer {}

    /** A line of the request's output, or of what it is waiting for. */
    record Text(String text) implements LocalAnswer {}

    /** A line for people, beside an output that is for programs. */
    record Aside(String text) implements LocalAnswer {}

    /** The part of the request that is done, 0 to 1, in the place of the answer before. */
    record Part(String text, double part) implements LocalAnswer {}

    /** A file, absolute, to which the standard input is to be copied. Then the request goes on. */
    record InputWanted(Path file) implements LocalAnswer {}

    /** A question for the user. The request goes on when it is answered. */
    record Question(String text) implements LocalAnswer {}

    /** The request is finished. */
    record Done(Outcome outcome) implements LocalAnswer {}

    /**
     * The process that took the request ends before it is finished. Another process may take what
     * is left.
     */
    record Left() implements LocalAnswer {}

    /** Returns the answer as the fields of an object. */
    default Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        switch (this) {
            case Taken() -> fields.put("reply", "taken");
            case Stored(var messageId) -> {
                fields.put("reply", "stored");
                fields.put("messageId", messageId);
            }
            case Row(var row) -> {
                fields.put("reply", "row");
                fields.putAll(row.fields());
            }
            case Text(var text) -> {
                fields.put("reply", "text");
                fields.put("text", text);
            }
            case Aside(var text) -> {
                fields.put("reply", "aside");
                fields.put("text", text);
            }
            case Part(var text, var part) -> {
                fields.put("reply", "part");
                fields.put("text", text);
                fields.put("part", part);
            }
            case InputWanted(var file) -> {
                fields.put("reply", "input");
                fields.put("file", file.toString());
            }
            case Question(var text) -> {
                fields.put("reply", "question");
                fields.put("text", text);
            }
            case Done(var outcome) -> {
                fields.put("reply", "done");
                fields.put("exitCode", outcome.exitCode());
                fields.put("message", outcome.message());
                fields.put("hint", outcome.hint());
            }
            case Left() -> fields.put("reply", "left");
        }
        return fields;
    }

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if this version does not know it
     */
    static LocalAnswer parse(JsonNode fields) {
        return switch (fields.path("reply").asString("")) {
            case "taken" -> new Taken();
            case "stored" -> new Stored(fields.path("messageId").asString(""));
            case "row" -> new Row(OutboxRow.parse(fields));
            case "text" -> new Text(Printable.lines(fields.path("text").asString("")));
            case "aside" -> new Aside(Printable.lines(fields.path("text").asString("")));
            case "part" ->
                    new Part(
                            Printable.line(fields.path("text").asString("")),
                            fields.path("part").asDouble(0));
            case "input" -> new InputWanted(Path.of(fields.path("file").asString("")));
            case "question" -> new Question(Printable.line(fields.path("text").asString("")));
            case "done" ->
                    new Done(
                            new Outcome(
                                    fields.path("exitCode").asInt(ExitCode.ERROR),
                                    Printable.line(fields.path("message").asString("")),
                                    Printable.lines(fields.path("hint").asString(""))));
            case "left" -> new Left();
            default -> throw new IllegalArgumentException("no such answer");
        };
    }
}
