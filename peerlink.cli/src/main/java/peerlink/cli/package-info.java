/**
 * The program's entry: {@link peerlink.cli.Main}. The end-to-end tests of the image lie beside it.
 */
@NullMarked
package peerlink.cli;

import org.jspecify.annotations.NullMarked;
