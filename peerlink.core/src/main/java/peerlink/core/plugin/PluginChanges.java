package peerlink.core.plugin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.model.PluginUnchangedException;
import peerlink.core.profile.PrivateFiles;

/**
 * Makes the changes to plugins that the user asks for, and keeps the agreements. Each takes effect
 * before it returns, as far as plugins run here: a start may take a second, and an end three. Safe
 * for use by several threads.
 *
 * <p>The file is longer than most, as each change that a user may ask for is a method with its own
 * refusals.
 */
public final class PluginChanges {
    private final Host plugins;
    private final Optional<Path> folder;
    private final AgreementFile agreements;
    private final PluginReader reader;
    private final InstantSource clock;

    /** The plugins that are changed. */
    interface Host {
        /** Returns the plugins that were found, the user's first. */
        List<PluginEntry> entries();

        /** Returns the status of each plugin, by name. */
        List<PluginStatus> statuses();

        /** Returns the settings that a plugin has declared, or the user has given it. */
        List<PluginSetting> settings(PluginEntry entry);

        /** Makes a change while no other one is made. */
        <T, E extends Exception> T change(PluginLife.Entry<T, E> change) throws E;

        /** Ends a plugin, and forgets its content, so that it is read anew. */
        void forget(PluginEntry entry) throws InterruptedException;

        /**
         * Does what the folders and agreements of now ask for: stops plugins that are gone or may
         * not run any more, and runs those that may.
         *
         * @param isSettled tells whether a plugin at a path counts as it lies there now, and not as
         *     it was read before
         */
        void refresh(Predicate<Path> isSettled) throws InterruptedException;
    }

    /**
     * @param folder the folder of the user's plugins
     */
    PluginChanges(
            Host plugins,
            Optional<Path> folder,
            AgreementFile agreements,
            PluginReader reader,
            InstantSource clock) {
        this.plugins = plugins;
        this.folder = folder;
        this.agreements = agreements;
        this.reader = reader;
        this.clock = clock;
    }

    /** Returns the status of each plugin, by name. */
    public List<PluginStatus> all() {
        return plugins.statuses();
    }

    /**
     * Returns the status of the plugin of a name: the one that runs or waits for the user, if there
     * are several.
     *
     * @throws PluginUnchangedException if there is none
     */
    public PluginStatus find(String name) throws PluginUnchangedException {
        return entry(name).status();
    }

    /**
     * Returns the settings that the plugin of a name has declared, as far as it runs, and those
     * that the user has given it.
     *
     * @throws PluginUnchangedException if there is no such plugin
     */
    public List<PluginSetting> settings(String name) throws PluginUnchangedException {
        return plugins.settings(entry(name));
    }

    /**
     * Agrees to the plugin of a name, with the content that it was listed with.
     *
     * @param sha256 the content that is meant; empty for the one that lies there
     * @throws PluginUnchangedException if there is no such plugin, or it has another content
     */
    public PluginStatus allow(String name, Optional<String> sha256) throws IOException {
        return changed(
                () -> {
                    PluginEntry entry = entry(name);
                    FoundPlugin found = entry.word().found();
                    if (found.isTrusted()) {
                        throw new PluginUnchangedException(
                                "the plugin '%s' comes with PeerLink, and needs no agreement"
                                        .formatted(name));
                    }
                    if (!found.isSound()) {
                        throw new PluginUnchangedException(
                                "the plugin '%s' can't run: %s".formatted(name, found.detail()));
                    }
                    if (sha256.isPresent() && !sha256.get().equals(found.sha256())) {
                        throw new PluginUnchangedException(
                                "the plugin '%s' has the SHA-256 %s, and not %s"
                                        .formatted(
                                                name,
                                                found.sha256(),
                                                Printable.excerpt(sha256.get())));
                    }
                    agree(found);
                    return entry.path();
                });
    }

    /**
     * Lets the plugin of a name run again.
     *
     * @throws PluginUnchangedException if there is no such plugin
     */
    public PluginStatus enable(String name) throws IOException {
        return changed(
                () -> {
                    PluginEntry entry = entry(name);
                    agreements.change(
                            name,
                            old ->
                                    old == null || old.sha256().isEmpty()
                                            ? null
                                            : old.enabled(true));
                    return entry.path();
                });
    }

    /**
     * Ends the plugin of a name, and starts none of this name until it is {@linkplain #enable
     * enabled}.
     *
     * @throws PluginUnchangedException if there is no such plugin
     */
    public PluginStatus disable(String name) throws IOException {
        return changed(
                () -> {
                    PluginEntry entry = entry(name);
                    agreements.change(
                            name,
                            old ->
                                    old == null
                                            ? new Agreement(
                                                    file(entry.path()), "", clock.instant(), false)
                                            : old.enabled(false));
                    return entry.path();
                });
    }

    /**
     * Ends the plugin of a name, reads it anew, and starts it if it may run.
     *
     * @throws PluginUnchangedException if there is no such plugin
     */
    public PluginStatus reload(String name) throws IOException {
        return changed(
                () -> {
                    PluginEntry entry = entry(name);
                    plugins.forget(entry);
                    return entry.path();
                });
    }

    /**
     * Copies a plugin into the user's folder, in the place of the one that lies there under the
     * same file name, and agrees to it.
     *
     * @param file a jar, or a folder of jars
     * @throws PluginUnchangedException if it is no plugin that can run, or its name is another
     *     file's
     */
    public PluginStatus install(Path file) throws IOException {
        Path into =
                folder.orElseThrow(
                        () -> new PluginUnchangedException("there is no folder for plugins here"));
        return changed(
                () -> {
                    PluginSource source = source(file);
                    PluginReader.Reading reading = reader.read(into, source, false);
                    try {
                        return install(reading, into);
                    } finally {
                        reading.copy().ifPresent(reader::remove);
                    }
                });
    }

    private static PluginSource source(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new PluginUnchangedException(
                    "no such file: '" + Printable.excerpt(file.toString()) + "'");
        }
        // the user has named it, so a link is meant to be followed
        PluginSource source = new PluginSource(file.toRealPath());
        String name = file(source.path());
        if (name.startsWith(".") || !source.isFolder() && !name.endsWith(".jar")) {
            throw new PluginUnchangedException(
                    "a plugin is a jar or a folder of jars, and not hidden: '%s'"
                            .formatted(Printable.excerpt(name)));
        }
        return source;
    }

    private Path install(PluginReader.Reading reading, Path into) throws IOException {
        FoundPlugin found = reading.found();
        Path target = into.resolve(file(found.source().path()));
        PluginCopy copy = reading.copy().orElse(null);
        if (copy == null) {
            throw new PluginUnchangedException(
                    "%s can't be used: %s"
                            .formatted(Printable.excerpt(file(target)), found.detail()));
        }
        for (PluginEntry other : plugins.entries()) {
            boolean isOthers = other.name().equals(found.name()) && !other.path().equals(target);
            if (isOthers && !other.word().found().isTrusted()) {
                throw new PluginUnchangedException(
                        "the name '%s' is taken by %s, which must be removed first"
                                .formatted(found.name(), Printable.excerpt(file(other.path()))));
            }
        }
        PrivateFiles.makeDirectory(into);
        if (!found.source().path().equals(target.toAbsolutePath())) {
            PluginFiles.put(copy.directory(), target, found.source().isFolder());
        }
        agree(found);
        return target;
    }

    /**
     * Ends the user's plugin of a name, and deletes its file and the agreement. The data that it
     * has kept stays.
     *
     * @return the file that was deleted
     * @throws PluginUnchangedException if there is no such plugin, or it comes with PeerLink
     */
    public Path remove(String name) throws IOException {
        return plugins.change(
                () -> {
                    PluginEntry entry =
                            plugins.entries().stream()
                                    .filter(one -> one.name().equals(name))
                                    .filter(one -> !one.word().found().isTrusted())
                                    .min(Comparator.comparing(one -> !one.word().mayRun()))
                                    .orElse(null);
                    if (entry == null) {
                        throw new PluginUnchangedException(
                                entry(name).word().found().isTrusted()
                                        ? "the plugin '%s' comes with PeerLink: it can be disabled, and not removed"
                                                .formatted(name)
                                        : "no plugin of yours is called '" + name + "'");
                    }
                    PluginFiles.delete(entry.path());
                    agreements.change(name, _ -> null);
                    refresh(entry.path());
                    return entry.path();
                });
    }

    private void agree(FoundPlugin found) throws IOException {
        agreements.change(
                found.name(),
                _ ->
                        new Agreement(
                                file(found.source().path()),
                                found.sha256(),
                                clock.instant(),
                                true));
    }

    /** A change that returns the path of the plugin that it was about. */
    private interface Change {
        Path make() throws IOException, InterruptedException;
    }

    private PluginStatus changed(Change change) throws IOException {
        return plugins.change(
                () -> {
                    Path path;
                    try {
                        path = change.make();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted while a plugin was ended");
                    }
                    refresh(path);
                    return plugins.entries().stream()
                            .filter(entry -> entry.path().equals(path))
                            .findFirst()
                            .map(PluginEntry::status)
                            .orElseThrow(
                                    () ->
                                            new PluginUnchangedException(
                                                    Printable.excerpt(file(path))
                                                            + " is not there any more"));
                });
    }

    /**
     * @param path the plugin that counts as it lies there now
     */
    private void refresh(Path path) throws IOException {
        try {
            plugins.refresh(path::equals);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while plugins were changed");
        }
    }

    private PluginEntry entry(String name) throws PluginUnchangedException {
        return plugins.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .min(Comparator.comparing(PluginChanges::rank))
                .orElseThrow(
                        () ->
                                new PluginUnchangedException(
                                        "no plugin is called '%s'"
                                                .formatted(Printable.excerpt(name))));
    }

    private static int rank(PluginEntry entry) {
        State state = entry.word().state();
        if (state.isWaiting()) {
            return 0;
        }
        return entry.word().mayRun() ? 1 : state == State.DISABLED ? 2 : 3;
    }

    private static String file(Path path) {
        @Nullable Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
