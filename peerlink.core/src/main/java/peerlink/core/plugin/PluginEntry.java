package peerlink.core.plugin;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import peerlink.core.model.PluginStatus;

/**
 * A plugin in its folder, with the word about it.
 *
 * @param run follows the plugin if it runs, has run or has failed as it lies there; null if it was
 *     never loaded
 */
record PluginEntry(PluginChoice.Word word, @Nullable LoadedPlugin run) {
    Path path() {
        return word.found().source().path();
    }

    String name() {
        return word.found().name();
    }

    PluginEntry running(LoadedPlugin begun) {
        return new PluginEntry(word, begun);
    }

    /** Tells whether it may run, and nothing was done about it. */
    boolean isToRun() {
        return word.mayRun() && run == null;
    }

    PluginStatus status() {
        LoadedPlugin followed = run;
        if (followed == null) {
            return word.found().status(word.state(), word.detail());
        }
        if (word.mayRun()) {
            return followed.status();
        }
        String left = followed.remains();
        return word.found()
                .status(
                        word.state(),
                        word.detail().isEmpty() || left.isEmpty()
                                ? word.detail() + left
                                : word.detail() + "; " + left);
    }

    /** Tells whether the user knows all of this from an earlier entry. */
    boolean isAs(@Nullable PluginEntry earlier) {
        return earlier != null
                && earlier.run == run
                && earlier.word.state() == word.state()
                && earlier.word.detail().equals(word.detail())
                && earlier.word.found().sha256().equals(word.found().sha256());
    }
}
