package peerlink.plugin.files;

import java.util.List;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** The output of {@code /files}, which follows what the other side does in its own time. */
final class FileList {
    private FileList() {}

    static void await(TestNet net, TestPeer peer, String line) {
        net.await(() -> of(peer).equals(List.of(line)), () -> "it lists " + of(peer));
    }

    private static List<String> of(TestPeer peer) {
        try {
            return peer.runs("/files");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
