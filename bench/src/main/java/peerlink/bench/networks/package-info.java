/**
 * A laboratory of networks: two peers of the real image in homes, offices and carriers that are
 * made of network namespaces and nftables. Each {@link peerlink.bench.networks.Scenario} builds one
 * network; all are measured by the same {@link peerlink.bench.networks.Measurement}. {@code
 * bench/networks} starts it, and {@code docs/networks.md} has the figures.
 *
 * <p>One thread runs the scenarios, one after the other. A thread of {@link
 * peerlink.bench.networks.PathWatch} looks at the sockets meanwhile.
 */
@NullMarked
package peerlink.bench.networks;

import org.jspecify.annotations.NullMarked;
