/**
 * Defines all that a plugin, a transport or a discovery sees of PeerLink.
 *
 * <pre>
 *   values      PeerId  PeerName  Address  Protocol  Bytes  Peer  Message  Identity  Visibility
 *   links       Transport → Link, Listener      carry frames between two proven identities
 *               Network                         links on which both sides have agreed on a protocol
 *               Carrier → Circuit               bytes by way of a relay, for a Transport to secure
 *   discovery   Discovery → Directory           finding peers: register, find, watch
 *   messages    MessageHandler, MessageRenderer, OutgoingFilter, Conversation, Delivery, History
 *   plugins     Plugin, PluginContext, Messenger, Command, Console, Completion, Progress,
 *               StatusItem, Setting, PeerListener, SettingsListener
 * </pre>
 *
 * <p>{@link java.util.ServiceLoader} finds five service types: {@link peerlink.api.Transport},
 * {@link peerlink.api.Carrier}, {@link peerlink.api.Discovery}, {@link peerlink.api.MessageHandler}
 * and {@link peerlink.api.Plugin}.
 *
 * <p>Rules that hold for the whole package: nothing is {@code null} unless marked so; a failure of
 * the network is an {@link java.io.IOException}, a caller's mistake an {@link
 * java.lang.IllegalArgumentException} or {@link java.lang.IllegalStateException}; calls block; an
 * interrupted call throws and leaves the thread's interrupt flag set or throws {@link
 * java.lang.InterruptedException}.
 */
@NullMarked
package peerlink.api;

import org.jspecify.annotations.NullMarked;
