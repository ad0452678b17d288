package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerQueueTest {
    private final AnswerQueue answers = new AnswerQueue();

    private static AnswerQueue.Due due(CompletableFuture<AnswerLine> line) {
        return new AnswerQueue.Due(line, List.of());
    }

    private static AnswerQueue.Due done(String text) {
        return due(CompletableFuture.completedFuture(AnswerLine.of(text)));
    }

    private String taken() throws Exception {
        assertTrue(answers.awaitOutput(() -> false));
        StringBuilder lines = new StringBuilder();
        answers.take(lines);
        return lines.toString();
    }

    @Test
    void answersComeInTheOrderOfTheRequestsExceptForThoseThatWait() throws Exception {
        CompletableFuture<AnswerLine> first = new CompletableFuture<>();
        CompletableFuture<AnswerLine> waiting = new CompletableFuture<>();
        answers.add(due(first), true);
        answers.add(due(waiting), false);
        answers.add(done("second"), true);
        waiting.complete(AnswerLine.of("late"));
        assertEquals("late\n", taken());
        first.complete(AnswerLine.of("first"));
        assertEquals("first\nsecond\n", taken());
        answers.inputOver();
        assertFalse(answers.awaitOutput(() -> true));
    }

    @Test
    void anAnswerThatFailsHoldsNoOtherOneUp() throws Exception {
        CompletableFuture<AnswerLine> failing = new CompletableFuture<>();
        answers.add(due(failing), true);
        answers.add(done("next"), true);
        failing.completeExceptionally(new IllegalStateException("a fault"));
        assertEquals(
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%d,\"message\":\"%s\"}}\nnext\n"
                        .formatted(
                                RpcCode.INTERNAL_ERROR.number(), RpcCode.INTERNAL_ERROR.meaning()),
                taken());
    }

    @Test
    void aResultThatCanNotBeWrittenIsAnErrorOfItsRequest() {
        Object hostile =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("a fault");
                    }
                };
        AnswerLine part =
                RpcAnswer.of(
                        new RpcParser.Item.Caller(false, 7L),
                        RpcResult.map("value", hostile),
                        null,
                        false);
        String text = part.text().get();
        assertTrue(text.startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":"), text);
    }

    @Test
    void asManyAnswersAsThereMayBeKeepTheReaderBackUntilTheyAreTaken() throws Exception {
        for (int i = 0; i < RpcLimits.MOST_DUE; i++) {
            assertTrue(answers.awaitRoom());
            answers.add(done("x"), true);
        }
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        assertTrue(answers.awaitRoom());
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        while (reader.getState() != Thread.State.WAITING) {
            assertTrue(reader.isAlive());
            Thread.onSpinWait();
        }
        assertEquals(2 * RpcLimits.MOST_DUE, taken().length());
        reader.join();
    }
}
