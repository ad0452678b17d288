package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.registry.store.StoreSettings;

/**
 * Holds the settings of an operator besides the address.
 *
 * @param user the user to log in as; empty for the default user
 * @param password empty for none
 * @param sentinelUser the same for sentinels
 * @param prefix the beginning of all keys
 * @param replicas the number of replicas that must have a registration before it is acknowledged
 * @param replicaTimeout the time that they may take
 * @param timeout the time that the server may take to answer
 * @param patience the time that a call waits for a server that has gone, before it fails
 * @param feedLength about the number of changes that the feed keeps
 * @param tls the files of TLS
 */
record RedisSettings(
        Optional<String> user,
        Optional<String> password,
        Optional<String> sentinelUser,
        Optional<String> sentinelPassword,
        String prefix,
        int replicas,
        Duration replicaTimeout,
        Duration timeout,
        Duration patience,
        int feedLength,
        TlsFiles tls) {
    static final String PASSWORD_VARIABLE = "PEERLINK_REDIS_PASSWORD";
    static final String SENTINEL_PASSWORD_VARIABLE = "PEERLINK_REDIS_SENTINEL_PASSWORD";

    private static final int MAX_PASSWORD_FILE = 4_096;

    /** Returns the settings without the passwords. */
    @Override
    public String toString() {
        return "RedisSettings[" + prefix + "]";
    }

    /**
     * Reads the settings, and the files with passwords that they name.
     *
     * @throws IllegalArgumentException if one is unknown or makes no sense
     */
    static RedisSettings of(
            RedisAddress address, StoreSettings settings, Map<String, String> environment)
            throws IOException {
        var given = new HashMap<>(settings.properties());
        given.putAll(address.properties());
        var values = new Values(given, settings.folder());
        RedisSettings read =
                new RedisSettings(
                        values.text("user").or(address::user),
                        address.password()
                                .or(
                                        () ->
                                                secret(
                                                        values.path("password-file"),
                                                        environment.get(PASSWORD_VARIABLE))),
                        values.text("sentinel-user"),
                        secret(
                                values.path("sentinel-password-file"),
                                environment.get(SENTINEL_PASSWORD_VARIABLE)),
                        values.text("prefix").orElse("peerlink"),
                        values.number("replicas", address.master().isPresent() ? 1 : 0, 0, 8),
                        values.millis("replica-timeout", 1_000),
                        values.millis("timeout", 2_000),
                        values.millis("patience", 3_000),
                        values.number("feed-length", 16_384, 100, 10_000_000),
                        new TlsFiles(
                                values.path("ca"), values.path("certificate"), values.path("key")));
        values.requireAllKnown();
        if (!read.prefix.matches("[A-Za-z0-9:._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "not a prefix for keys: '"
                            + Printable.excerpt(read.prefix)
                            + "' (1 to 64 letters, digits or ':._-')");
        }
        if (!address.isTls() && !read.tls.isEmpty()) {
            throw new IllegalArgumentException(
                    "ca, certificate and key are for rediss://, not for an address without TLS");
        }
        return read;
    }

    private static Optional<String> secret(Optional<Path> file, @Nullable String variable) {
        if (file.isEmpty()) {
            return Optional.ofNullable(variable).filter(text -> !text.isEmpty());
        }
        Path path = file.get();
        try {
            byte[] content;
            // reads to the end, in spite of the size that the system tells
            try (InputStream in = Files.newInputStream(path)) {
                content = in.readNBytes(MAX_PASSWORD_FILE + 1);
            }
            if (content.length > MAX_PASSWORD_FILE) {
                throw new IllegalArgumentException(path + " is too long for a password");
            }
            return Optional.of(Bytes.wrap(content).decodeUtf8().replaceFirst("\\R\\z", ""));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the password in " + path, e);
        }
    }

    /** Reads settings by name, and notes those that nobody asks for. */
    private static final class Values {
        private final Map<String, String> given;
        private final Path folder;
        private final TreeSet<String> known = new TreeSet<>();

        Values(Map<String, String> given, Path folder) {
            this.given = given;
            this.folder = folder;
        }

        Optional<String> text(String name) {
            known.add(name);
            return Optional.ofNullable(given.get(name));
        }

        Optional<Path> path(String name) {
            return text(name).map(folder::resolve);
        }

        int number(String name, int fallback, int min, int max) {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return fallback;
            }
            if (text.get().matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(text.get());
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw new IllegalArgumentException(
                    "not a value for %s: '%s' (%d to %d)"
                            .formatted(name, Printable.excerpt(text.get()), min, max));
        }

        Duration millis(String name, int fallback) {
            return Duration.ofMillis(number(name, fallback, 10, 60_000));
        }

        void requireAllKnown() {
            for (String name : given.keySet()) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException(
                            "this store has no setting '%s' (there is %s)"
                                    .formatted(Printable.excerpt(name), String.join(", ", known)));
                }
            }
        }
    }
}
