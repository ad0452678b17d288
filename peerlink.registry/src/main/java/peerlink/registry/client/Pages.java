package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;

/** Reads lists of records from a registry, which answers in pages. */
final class Pages {
    private Pages() {}

    /**
     * Reads the list page by page.
     *
     * @throws RecordCheck.UntimelyException after the last page, if this machine's clock seems
     *     wrong
     */
    static void read(
            RegistryLink link,
            RecordCheck check,
            RequestDeadline deadline,
            Consumer<List<Peer>> page)
            throws IOException {
        RecordCheck.CheckedAnswer answer = check.answer(peer -> true);
        PeerId after = null;
        int count = 0;
        do {
            Answer.Records read = records(link, new Request.ListPage(after), deadline.require());
            page.accept(answer.believed(read.records()));
            count += read.records().size();
            PeerId next = read.next();
            if (next != null && after != null && next.compareTo(after) <= 0
                    || count > DirectoryView.MAX_PEERS) {
                throw new ProtocolViolationException("the registry's list does not end");
            }
            after = next;
        } while (after != null);
        answer.end();
    }

    /** Asks for records, and returns the answer. */
    static Answer.Records records(RegistryLink link, Request request, Duration timeout)
            throws IOException {
        return switch (link.request(request, timeout)) {
            case Answer.Records records -> records;
            case Answer.Failure failure -> throw failure.refused();
            case Answer other -> throw other.unexpected();
        };
    }
}
