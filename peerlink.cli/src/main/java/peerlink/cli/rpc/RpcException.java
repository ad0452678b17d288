package peerlink.cli.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.core.model.NodeEndedException;

/** An error as a client gets it: a code, one line, and perhaps advice. */
final class RpcException extends Exception {
    private static final long serialVersionUID = 1;

    private final RpcCode code;
    private final String advice;

    RpcException(RpcCode code, String message) {
        this(code, message, "");
    }

    RpcException(RpcCode code, String message, String advice) {
        super(message);
        this.code = code;
        this.advice = advice;
    }

    /** Returns the error for a failure of a method. */
    static RpcException of(Throwable failure) {
        return switch (failure) {
            case RpcException e -> e;
            case NodeEndedException e -> new RpcException(RpcCode.ENDED, Failures.message(e));
            case CliException e -> new RpcException(code(e), Failures.message(e), e.hint());
            case UntrustedPeerException e ->
                    new RpcException(RpcCode.UNTRUSTED, Failures.message(e));
            case PeerUnavailableException e ->
                    new RpcException(RpcCode.UNAVAILABLE, Failures.message(e));
            case RefusedException e -> new RpcException(RpcCode.FAILED, Failures.message(e));
            case java.io.IOException e -> new RpcException(RpcCode.FAILED, Failures.message(e));
            case IllegalArgumentException e ->
                    new RpcException(RpcCode.INVALID_PARAMS, Failures.message(e));
            default -> new RpcException(RpcCode.INTERNAL_ERROR, RpcCode.INTERNAL_ERROR.meaning());
        };
    }

    private static RpcCode code(CliException e) {
        return switch (e.exitCode()) {
            case ExitCode.PEER_UNAVAILABLE, ExitCode.REGISTRY_UNREACHABLE -> RpcCode.UNAVAILABLE;
            case ExitCode.UNTRUSTED -> RpcCode.UNTRUSTED;
            case ExitCode.USAGE -> RpcCode.INVALID_PARAMS;
            default -> RpcCode.FAILED;
        };
    }

    RpcCode code() {
        return code;
    }

    /** Returns the error as the fields of an object. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("code", code.number());
        fields.put("message", Printable.line(String.valueOf(getMessage())));
        if (!advice.isEmpty()) {
            fields.put("data", Map.of("hint", Printable.lines(advice)));
        }
        return fields;
    }
}
