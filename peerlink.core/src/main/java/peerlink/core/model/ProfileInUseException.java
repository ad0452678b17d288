package peerlink.core.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Says that another node has the profile's messages open. */
public final class ProfileInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long process;
    private final String purpose;

    public ProfileInUseException(Path directory, long process, String purpose) {
        super(
                process < 0
                        ? "the profile in %s is in use by another process".formatted(directory)
                        : "the profile in %s is in use by process %d, which runs peerlink %s"
                                .formatted(directory, process, purpose));
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
