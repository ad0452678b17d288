package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ShellWords;
import peerlink.cli.text.Line;

/** Says once in each profile that everybody on the local network sees this peer. */
public final class LocalNetworkNotice {
    /** The file that remembers it. */
    private static final String TOLD = "lan-told";

    private LocalNetworkNotice() {}

    /**
     * Returns the lines to show: none if they were shown before, if the user has chosen, or if
     * nobody sees this peer. The last one is a command, unless the file has settings of the local
     * network that a command could spoil.
     */
    public static List<Line> lines(ProgramSettings settings) {
        LocalNetwork lan = settings.localNetwork();
        if (lan.show() != LocalNetwork.Show.VISIBLE || lan.isChosen() || !isFirst(settings)) {
            return List.of();
        }
        Path config = settings.profile().configFile();
        String name = ShellWords.quoted(Printable.line(config.toString()));
        Line told =
                Line.dim(
                        "everybody on this network sees that you are here: your name, id and addresses");
        String wanted = "to be seen by contacts alone, or with \"off\" by nobody, ";
        return hasTable(config)
                ? List.of(
                        told,
                        Line.dim(wanted + "put this below [plugins.lan] of " + name + ":"),
                        Line.command("show = \"contacts\""))
                : List.of(
                        told,
                        Line.dim(wanted + "before the next start:"),
                        Line.command(command(name)));
    }

    private static boolean isFirst(ProgramSettings settings) {
        try {
            Files.createFile(settings.profile().directory().resolve(TOLD));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            // better twice than never
            return true;
        }
    }

    private static boolean hasTable(Path config) {
        try {
            return Files.exists(config) && Toml.read(config).path("plugins").has(LocalNetwork.NAME);
        } catch (CliException e) {
            return true; // only the user's own hand mends it
        }
    }

    /** Returns a command that does nothing the second time: a table may be there once. */
    private static String command(String config) {
        return "grep -qs '^\\[plugins.lan]' %1$s || printf '\\n[plugins.lan]\\nshow = \"contacts\"\\n' >> %1$s"
                .formatted(config);
    }
}
