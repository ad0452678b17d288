package peerlink.cli;

import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/** Addresses as people write them: {@code HOST:PORT}, or a whole address where it is of another kind. */
final class HostPort {
    private HostPort() {}

    /** Reads {@code HOST:PORT[/ID]}, the address of a registry and perhaps its key. */
    static Address registry(String text) throws CliException {
        if (text.contains("://")) {
            return whole(text, "--registry 127.0.0.1:7777");
        }
        int slash = text.indexOf('/');
        if (slash >= 0 && !PeerId.isPeerId(text.substring(slash + 1))) {
            throw new CliException(
                    ExitCode.USAGE,
                    "not a registry's id: '"
                            + Printable.excerpt(text.substring(slash + 1))
                            + "' (52 characters of a-z and 2-7)",
                    ProgramName.call("registry") + " prints the whole address when it starts");
        }
        check(slash < 0 ? text : text.substring(0, slash));
        return Address.parse("registry://" + text);
    }

    /** Reads where to listen. */
    static Address listen(String text) throws CliException {
        return text.contains("://")
                ? whole(text, "--listen 0.0.0.0:7001")
                : Address.parse("tls://" + check(text));
    }

    /** Returns the text if it is {@code HOST:PORT}. */
    static String check(String text) throws CliException {
        try {
            Address address = Address.parse("tls://" + text);
            if (address.uri().getRawPath().isEmpty() && !address.hostAndPort().isEmpty()) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // told below, in terms of what was typed
        }
        String port = text.substring(text.lastIndexOf(':') + 1);
        if (text.indexOf(':') > 0 && port.matches("[0-9]{5,20}")) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the port is too large (at most 65535): '" + Printable.excerpt(text) + "'",
                    "write it like 127.0.0.1:7777 or [::1]:7777");
        }
        throw new CliException(
                ExitCode.USAGE,
                "not HOST:PORT: '" + Printable.excerpt(text) + "'",
                "write it like 127.0.0.1:7777 or [::1]:7777");
    }

    /** Tells whether the address can be reached from this machine alone. */
    static boolean isLoopback(Address address) {
        if (address.uri().getHost() == null) {
            return false;
        }
        String host = address.host();
        return host.equals("localhost")
                || host.equals("::1")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static Address whole(String text, String hint) throws CliException {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), hint);
        }
    }
}
