package peerlink.cli.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.api.Printable;
import peerlink.cli.log.LogLineFormat;
import peerlink.cli.node.SettingWords;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Typed;
import peerlink.cli.text.HostPort;
import peerlink.registry.access.AllowList;
import peerlink.registry.access.AllowListException;

/**
 * Reads the settings of a server one by one, and goes on behind one that is wrong, so that an
 * operator sees all problems at once.
 */
final class SettingReader {
    private final RegistrySources sources;
    private final Typed typed;
    private final List<CliException> problems = new ArrayList<>();

    /** Makes a value from its text, or refuses it by either exception. */
    @FunctionalInterface
    interface Reading<T> {
        T of(String text) throws CliException;
    }

    SettingReader(RegistrySources sources, Typed typed) {
        this.sources = sources;
        this.typed = typed;
        problems.addAll(sources.problems());
    }

    /** Returns the problems found so far. */
    List<CliException> problems() {
        return problems;
    }

    <T> T value(String key, String usual, Reading<T> reading) throws CliException {
        String command =
                key.equals("pq")
                        ? typed.under("PEERLINK_PQ=" + usual)
                        : typed.with("--" + key, usual);
        try {
            return reading.of(sources.values(key, List.of(usual)).getFirst());
        } catch (IllegalArgumentException e) {
            problem(key, e, command);
        } catch (CliException e) {
            problem(key, e, e.hint());
        }
        return reading.of(usual); // lets the check go on; a server with problems does not run
    }

    private void problem(String key, Exception cause, String hint) {
        problems.add(
                new CliException(ExitCode.USAGE, cause.getMessage() + sources.inWords(key), hint));
    }

    Address listen(String usual) throws CliException {
        return value("listen", usual, SettingReader::listenAddress);
    }

    Optional<InetSocketAddress> admin(String usual) throws CliException {
        return value("admin", usual, SettingReader::adminAddress);
    }

    Set<String> adminNames() {
        return Set.copyOf(sources.values("admin-name", List.of()));
    }

    LinkPolicy links() throws CliException {
        return value(
                "pq",
                LinkPolicy.DEFAULT.postQuantum().name().toLowerCase(Locale.ROOT),
                word -> LinkPolicy.DEFAULT.with(SettingWords.postQuantum(word)));
    }

    LogLineFormat log() throws CliException {
        return value("log", "plain", word -> SettingWords.choice("log", word, LogLineFormat.class));
    }

    int count(String key, int usual) throws CliException {
        return value(key, Integer.toString(usual), SettingReader::count);
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            // reported below, as zero is
        }
        throw new IllegalArgumentException(
                "not a number from 1 to %d: '%s'"
                        .formatted(Integer.MAX_VALUE, Printable.excerpt(text)));
    }

    Optional<AllowList> allowList(String key) {
        List<String> named = sources.values(key, List.of());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    AllowList.read(sources.path(key, named.getFirst()), InstantSource.system()));
        } catch (AllowListException e) {
            e.problems().forEach(problem -> allowProblem(key, problem));
        } catch (IOException e) {
            allowProblem(key, Failures.message(e));
        }
        return Optional.empty();
    }

    private void allowProblem(String key, String text) {
        problems.add(new CliException(ExitCode.USAGE, text + sources.inWords(key), ""));
    }

    /** Reads the address of a server, which listens by TLS alone. */
    private static Address listenAddress(String text) {
        String tls = "tls://";
        return Address.parse(
                tls + HostPort.check(text.startsWith(tls) ? text.substring(tls.length()) : text));
    }

    private static Optional<InetSocketAddress> adminAddress(String text) {
        if (text.equals("off")) {
            return Optional.empty();
        }
        Address address = Address.parse("tls://" + HostPort.check(text));
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            throw new IllegalArgumentException(
                    "no such host: '" + Printable.excerpt(address.host()) + "'");
        }
        return Optional.of(resolved);
    }
}
