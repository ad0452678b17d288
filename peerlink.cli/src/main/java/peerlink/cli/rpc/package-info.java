/**
 * JSON-RPC 2.0 for bots: one object a line, over the profile's socket or standard input and output.
 *
 * <pre>
 *   lines ──► RpcConnection ── RpcParser ──► RpcMethods ──► BotNode ──► Node
 *                  │  ▲
 *                  │  └── Subscription ◄── journal, behind a cursor: messages, ends of own ones
 *                  │            └── LiveStates ◄── events of the node: presence, links, requests
 *                  └──► answers, by an AnswerQueue, and notifications: one writer
 * </pre>
 *
 * <p>Threads: the thread that serves a connection reads and performs what does not wait; {@code
 * peerlink rpc-writer} writes; {@code peerlink rpc-call} performs one request that waits for a
 * peer.
 * The format is <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>, the description
 * <a href="https://spec.open-rpc.org">OpenRPC</a>.
 */
@NullMarked
package peerlink.cli.rpc;

import org.jspecify.annotations.NullMarked;
