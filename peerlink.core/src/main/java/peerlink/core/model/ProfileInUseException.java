package peerlink.core.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Says that another node has the profile's messages open. */
public final class ProfileInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long process;
    private final String purpose;

    /**
     * @param process the id of the process; negative if it is not known, or is one of another
     *     container
     * @param purpose the purpose of its node; empty if it is not known
     */
    public ProfileInUseException(Path directory, long process, String purpose) {
        super(
                "the profile in %s is in use by %s%s"
                        .formatted(
                                directory,
                                process >= 0
                                        ? "process " + process
                                        : purpose.isEmpty()
                                                ? "another process"
                                                : "a process of another container",
                                purpose.isEmpty() ? "" : ", which runs peerlink " + purpose));
        this.process = process;
        this.purpose = purpose;
    }

    /** Returns the id of the process that holds the profile, if it is known. */
    public OptionalLong process() {
        return process < 0 ? OptionalLong.empty() : OptionalLong.of(process);
    }

    /**
     * Returns the purpose of that node, see
     * {@link peerlink.core.NodeBuilder#purpose NodeBuilder.purpose}; empty if it is not known.
     */
    public String purpose() {
        return purpose;
    }
}
