package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.model.PluginStatus.Content;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.profile.PrivateFiles;

/**
 * Copies plugins into the profile, and reads the copies without running any of their code. The
 * content that a user agrees to is so the one that runs. For one thread at a time, except for
 * {@link #remove}.
 */
final class PluginReader implements AutoCloseable {
    private final Path copiesFolder;
    private final ModuleLayer parent;

    /** The copies of the jars; made with the first one. */
    private @Nullable PluginCopies copies;

    /**
     * A plugin, and its copy if it can be loaded. The caller removes the copy.
     */
    record Reading(FoundPlugin found, Optional<PluginCopy> copy) {}

    /**
     * @param copiesFolder the folder to copy the jars to, made if there is need. It lies in the
     *     profile, which is there as long as anything works, while the system's folder for
     *     temporary files may be full or closed to us
     * @param parent the layer of PeerLink itself
     */
    PluginReader(Path copiesFolder, ModuleLayer parent) {
        this.copiesFolder = copiesFolder;
        this.parent = parent;
    }

    /** Reads a plugin. A fault in it makes it a failed one. */
    Reading read(Path folder, PluginSource source, boolean isTrusted) {
        String stamp = source.stamp();
        Path directory = null;
        String name = source.fallbackName();
        String version = "";
        Optional<Content> content = Optional.empty();
        State state;
        String detail = "";
        try {
            directory = next(source);
            String sha256 = copy(source, directory);
            PluginModules modules = PluginModules.read(directory, parent);
            name = modules.name();
            version = modules.version();
            content = Optional.of(new Content(sha256, modules.provides(), modules.needs()));
            modules.requireCompatible();
            FoundPlugin found =
                    new FoundPlugin(
                            folder,
                            source,
                            stamp,
                            isTrusted,
                            name,
                            version,
                            State.INSTALLED,
                            "",
                            content);
            return new Reading(found, Optional.of(new PluginCopy(directory, modules)));
        } catch (UnusedPluginException e) {
            state = State.UNUSED;
            detail = PluginCall.reason(e);
        } catch (PluginException | IOException | RuntimeException e) {
            state = State.FAILED;
            detail = PluginCall.reason(e);
        }
        if (directory != null) {
            PluginCopies.remove(directory);
        }
        return new Reading(
                new FoundPlugin(
                        folder, source, stamp, isTrusted, name, version, state, detail, content),
                Optional.empty());
    }

    /** Removes a copy. Any thread may call. */
    void remove(PluginCopy copy) {
        PluginCopies.remove(copy.directory());
    }

    private Path next(PluginSource source) throws PluginException {
        try {
            if (copies == null) {
                PrivateFiles.makeDirectory(copiesFolder);
                copies = PluginCopies.in(copiesFolder);
            }
            return copies.next();
        } catch (IOException e) {
            throw notCopied(source, e);
        }
    }

    private String copy(PluginSource source, Path directory) throws PluginException {
        try {
            return source.copyTo(directory);
        } catch (IOException e) {
            throw notCopied(source, e);
        }
    }

    private PluginException notCopied(PluginSource source, IOException e) {
        return new PluginException(
                "can't copy it from %s to %s: %s"
                        .formatted(source.path(), copiesFolder, Printable.reason(e)),
                e);
    }

    @Override
    public void close() {
        if (copies != null) {
            copies.close();
            copies = null;
        }
    }
}
