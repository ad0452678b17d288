package peerlink.cli.rpc;

import java.io.IOException;
import peerlink.cli.text.NodeStatus;

/** Describes the node and its process, as they are now. */
public interface NodeDescription {
    NodeStatus now() throws IOException;
}
