/**
 * Runs plugins in nodes, for tests. A test opens a {@link peerlink.testkit.TestNet}, adds {@link
 * peerlink.testkit.TestPeer}s with plugins to it, has them write and type, and looks at what they
 * hear and see:
 *
 * <pre>{@code
 * try (TestNet net = TestNet.open()) {
 *     TestPeer alice = net.peer("alice", new Dice());
 *     TestPeer bob = net.peer("bob");
 *     bob.says(alice, "!dice 2d6");
 *     assertEquals(List.of("7"), bob.heard());
 * }
 * }</pre>
 *
 * <p>The peers are nodes of the program's own core, with its trust, store, delivery and walls
 * around plugins, so a test runs where that core is: in the program's own Java, or with Maven's
 * dependencies. Only the way between them is another one: a transport and a directory in memory, so
 * no socket is opened. Time is the machine's, but for the clock that stamps messages, which the
 * test moves. Plugins that have a clock of their own are best handed the test's.
 *
 * <p>What a test reads is settled: {@link peerlink.testkit.TestPeer#heard} and its like first wait
 * until all messages have arrived and the handlers are through with them. A plugin's forked task
 * may go on after that; {@link peerlink.testkit.TestPeer#sees} waits for what it shows.
 *
 * <p>All methods may be called from any thread. A wait that lasts ten seconds ends with an {@link
 * java.lang.AssertionError}, which says what did not come.
 */
@NullMarked
package peerlink.testkit;

import org.jspecify.annotations.NullMarked;
