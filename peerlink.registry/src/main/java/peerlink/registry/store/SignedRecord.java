package peerlink.registry.store;

import peerlink.api.Bytes;

/**
 * Holds a statement's bytes as they were signed, with the signature. They are stored and passed on
 * as they are, never encoded anew: each receiver checks the same bytes.
 *
 * @param record a CBOR map; a server takes at most 1 KiB
 * @param signature 64 bytes
 */
public record SignedRecord(Bytes record, Bytes signature) {}
