package peerlink.registry.access;

import java.io.IOException;
import java.util.List;

/**
 * Reports that lines of an {@link AllowList} make no sense; the message is the first of the
 * problems.
 */
public final class AllowListException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    AllowListException(List<String> problems) {
        super(problems.getFirst());
        this.problems = List.copyOf(problems);
    }

    /**
     * Returns the problems, a line each, of which a long list has the first few; none holds a
     * token.
     */
    public List<String> problems() {
        return problems;
    }
}
