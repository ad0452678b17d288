/**
 * Log files: {@code PEERLINK_LOG} for every command, and the log of a registry.
 *
 * <p>{@link peerlink.cli.log.Logs} is the JDK's {@code System.LoggerFinder}; any thread logs, and
 * writes under one lock.
 */
@NullMarked
package peerlink.cli.log;

import org.jspecify.annotations.NullMarked;
