package peerlink.cli.repl;

import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.View;
import peerlink.core.Node;

/**
 * The parts that all of a chat on one terminal uses.
 *
 * @param view the screen
 * @param events shows events there
 * @param config the chat's settings
 */
record ChatParts(Node node, View view, EventLines events, ChatConfig config) {}
