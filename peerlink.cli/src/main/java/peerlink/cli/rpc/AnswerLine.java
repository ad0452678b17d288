package peerlink.cli.rpc;

import java.util.function.Supplier;

/**
 * An answer that can be written, to a request, a batch, or a request of a batch.
 *
 * @param length what it counts for until it is written, in characters
 * @param text makes the answer, on one line without its end; empty if there is none to write. The
 *     writer calls it: whoever has finished the request, such as the thread that writes messages to
 *     the disk, has other things to do
 */
record AnswerLine(int length, Supplier<String> text) {
    static AnswerLine of(String text) {
        return new AnswerLine(text.length(), () -> text);
    }
}
