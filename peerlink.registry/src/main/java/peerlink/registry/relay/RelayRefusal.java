package peerlink.registry.relay;

import java.util.OptionalLong;
import peerlink.registry.protocol.RelayFrame;

/** Reports that the relay declines, with the reason for its client. */
final class RelayRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final RelayCode code;
    private final transient OptionalLong retryAfter;

    RelayRefusal(RelayCode code, String text) {
        this(code, text, OptionalLong.empty());
    }

    /**
     * @param retryAfter the milliseconds after which another try may succeed
     */
    RelayRefusal(RelayCode code, String text, long retryAfter) {
        this(code, text, OptionalLong.of(retryAfter));
    }

    private RelayRefusal(RelayCode code, String text, OptionalLong retryAfter) {
        // an answer, not an error of the program: its stack trace is of no use
        super(text, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    RelayCode code() {
        return code;
    }

    RelayFrame.Failure frame() {
        return new RelayFrame.Failure(code.word(), String.valueOf(getMessage()), retryAfter);
    }
}
