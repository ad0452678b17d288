/** The registry server, by which peers find each other, and its client. */
@NullMarked
package peerlink.registry;

import org.jspecify.annotations.NullMarked;
