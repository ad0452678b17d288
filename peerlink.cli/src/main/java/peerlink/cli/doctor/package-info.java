/**
 * Looks for the reason why peers can't be reached, for {@code peerlink doctor} and {@code /doctor}.
 *
 * <p>{@link peerlink.cli.doctor.Examination} gathers the facts: from the node that runs, or from
 * one that was started for the question. {@link peerlink.cli.doctor.Doctor} judges them; it asks
 * nobody, so that each case can be tested. Callers are {@code peerlink.cli.local}, {@code repl} and
 * {@code command}.
 */
@NullMarked
package peerlink.cli.doctor;

import org.jspecify.annotations.NullMarked;
