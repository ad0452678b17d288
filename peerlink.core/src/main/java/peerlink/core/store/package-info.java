/**
 * The contract of a store of messages, and stores that add something to another one.
 *
 * <p>{@link peerlink.core.store.MessageStore} says what a store keeps and when. Sessions call it on
 * any thread and never wait for the disk: a change is answered later, on the store's thread.
 */
@NullMarked
package peerlink.core.store;

import org.jspecify.annotations.NullMarked;
