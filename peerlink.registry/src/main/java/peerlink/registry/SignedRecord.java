package peerlink.registry;

import peerlink.api.Bytes;

/**
 * A statement's bytes as they were signed, with the signature. They are stored and passed on as they are, never encoded
 * anew: whoever receives them checks the same bytes.
 *
 * @param record a CBOR map, at most 1 KiB in what a server takes
 * @param signature 64 bytes
 */
public record SignedRecord(Bytes record, Bytes signature) {}
