/**
 * The commands of the shell, a class each: {@code peerlink NAME}.
 *
 * <p>picocli makes them and calls each once, on the main thread. A command reads its options, does
 * its work through {@code local}, {@code node} or {@code repl}, and returns an exit code.
 */
@NullMarked
package peerlink.cli.command;

import org.jspecify.annotations.NullMarked;
