package peerlink.core.plugin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Console;
import peerlink.api.Printable;

/**
 * Shows the output of a plugin's command as long as the plugin has not ended. Checks what the
 * plugin hands over, on the plugin's thread. Safe for use by several threads.
 */
final class PluginConsole implements Console {
    private final Console console;
    private final Runnable requireLife;

    /**
     * @param requireLife throws if the plugin has ended
     */
    PluginConsole(Console console, Runnable requireLife) {
        this.console = console;
        this.requireLife = requireLife;
    }

    @Override
    public void print(String text) {
        requireLife.run();
        console.print(Printable.lines(text));
    }

    @Override
    public void print(String text, Map<String, ?> fields) {
        requireLife.run();
        console.print(Printable.lines(text), PluginFields.copy(fields));
    }

    @Override
    public boolean isInteractive() {
        requireLife.run();
        return console.isInteractive();
    }

    @Override
    public Path folder() {
        requireLife.run();
        return console.folder();
    }

    @Override
    public Optional<String> ask(String question) throws InterruptedException {
        requireLife.run();
        return console.ask(Printable.line(question)).map(Printable::line);
    }

    @Override
    public void exitCode(int code) {
        requireLife.run();
        Console.super.exitCode(code);
        console.exitCode(code);
    }
}
