package peerlink.cli.local;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Printable;
import peerlink.cli.program.Hints;

/**
 * Names the plugin that has ended the process by {@link System#exit}, which nothing in Java
 * forbids. Its thread is known by its name, and waits in that call while the process ends. Tells
 * the user at once, and again when the profile is started next, since a chat's screen may be lost.
 */
public final class PluginExit {
    private static final System.Logger LOG = System.getLogger(PluginExit.class.getName());

    private static final String FILE = "plugin-exit";
    private static final String THREAD = "peerlink plugin-";
    private static final int MAX_FILE = 300;

    private PluginExit() {}

    /**
     * Tells of a plugin that has ended the last run, and begins to look out in this one.
     *
     * @param profile the profile's folder, which is there
     * @param err the stream for the warnings
     * @param given the options for the command that does without plugins
     */
    public static void watch(Path profile, PrintStream err, Hints given) {
        tellLast(profile, err, given);
        Path file = profile.resolve(FILE);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("peerlink exit-watch")
                                .unstarted(
                                        () ->
                                                culprit(Thread.getAllStackTraces())
                                                        .ifPresent(
                                                                deed ->
                                                                        note(
                                                                                deed, file, err,
                                                                                given))));
    }

    /** Returns the plugin whose thread waits in an exit of the process, and its deed. */
    static Optional<String> culprit(Map<Thread, StackTraceElement[]> threads) {
        return threads.entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith(THREAD))
                .filter(thread -> Arrays.stream(thread.getValue()).anyMatch(PluginExit::isExit))
                .map(thread -> thread.getKey().getName().substring(THREAD.length()))
                .findFirst();
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals(Runtime.class.getName())
                && frame.getMethodName().equals("exit");
    }

    private static void note(String deed, Path file, PrintStream err, Hints given) {
        err.print("\r\nwarning: " + words(deed, "has ended PeerLink", given) + "\r\n");
        err.flush();
        try {
            Files.writeString(file, deed);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the next run can't tell of it", e);
        }
    }

    /** Tells of a plugin that has ended the last run, while an earlier call looks out already. */
    public static void tellLast(Path profile, PrintStream err, Hints given) {
        Path file = profile.resolve(FILE);
        if (Files.notExists(file)) {
            return;
        }
        try {
            String deed = Files.readString(file);
            Files.delete(file);
            err.println(
                    "warning: "
                            + words(
                                    deed.substring(0, Math.min(deed.length(), MAX_FILE)),
                                    "ended the last run",
                                    given));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "can't read which plugin ended the last run", e);
        }
    }

    private static String words(String deed, String what, Hints given) {
        String[] parts = deed.split(" ", 2);
        return "the plugin %s %s, by System.exit%s; remove it, or do without plugins: %s"
                .formatted(
                        Printable.excerpt(parts[0]),
                        what,
                        parts.length < 2 ? "" : " in " + Printable.excerpt(parts[1]),
                        given.call("") + " --no-plugins");
    }
}
