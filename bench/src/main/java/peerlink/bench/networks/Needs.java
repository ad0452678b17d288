package peerlink.bench.networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Parts that an image may lack: PeerLink 0.1.0 has none of them. */
enum Needs {
    /** Nothing that a version lacks. */
    NOTHING(List.of(), ""),

    /** Addresses in the order of their worth, announced anew when they change. */
    CANDIDATES(List.of("listen", "--help"), "--announce"),

    /** A registry that also relays. */
    RELAY(List.of("registry", "--help"), "--relay"),

    /** Peers of one network that find each other by themselves. */
    LAN(List.of("plugins"), "lan ");

    private final List<String> question;
    private final String word;

    Needs(List<String> question, String word) {
        this.question = question;
        this.word = word;
    }

    /** Asks the image whether it has this; the home is a new folder. */
    boolean isIn(String launcher, Path home) throws IOException, InterruptedException {
        return question.isEmpty() || Program.says(launcher, home, question, word);
    }
}
