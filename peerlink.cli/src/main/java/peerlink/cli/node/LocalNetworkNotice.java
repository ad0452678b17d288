package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.Printable;
import peerlink.cli.program.ShellWords;

/** Says once in each profile that everybody on the local network sees this peer. */
public final class LocalNetworkNotice {
    /** The file that remembers it. */
    private static final String TOLD = "lan-told";

    private LocalNetworkNotice() {}

    /**
     * Returns the lines to show, the last one a command: none if they were shown before, if the
     * user has chosen, or if nobody sees this peer.
     */
    public static List<String> lines(ProgramSettings settings) {
        LocalNetwork lan = settings.localNetwork();
        if (lan.show() != LocalNetwork.Show.VISIBLE || lan.isChosen() || !isFirst(settings)) {
            return List.of();
        }
        return List.of(
                "everybody on this network sees that you are here: your name, id and addresses",
                "to be seen by contacts alone, or with \"off\" by nobody, before the next start: "
                        + command(settings.profile().configFile()));
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

    private static String command(Path config) {
        return "printf '\\n[plugins.lan]\\nshow = \"contacts\"\\n' >> "
                + ShellWords.quoted(Printable.line(config.toString()));
    }
}
