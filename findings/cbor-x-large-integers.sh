#!/bin/sh
# The JavaScript package cbor-x 1.6.9 writes a safe integer above 2^32-1 as a 64-bit floating-point number (CBOR major type 7, byte fb),
# where cborg 6.1.5, cbor2 2.3.0, cbor 10.0.12, borc 3.0.0 and cbor-js 0.1.0 write an unsigned integer (major type 0, byte 1b). A time in
# milliseconds is such a number, so a receiver that wants an integer there (RFC 8949, section 3.4.2 allows both for its own times; a protocol
# may not) gets another type from the fastest of these packages than from all others. A BigInt is written as an integer by cbor-x too.
#
# What it means for PeerLink: `sentAt`, `issuedAt` and large numbers of a stream must be integers. docs/protocol.md tells authors of
# clients to hand a BigInt to cbor-x.
# Seen with Node.js 20.20.2; needs npm.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock \
  cbor-x@1.6.9 cborg@6.1.5 cbor2@2.3.0 cbor@10.0.12 borc@3.0.0 cbor-js@0.1.0

cat >seen.mjs <<'JS'
import assert from "node:assert";
import { encode as cborx } from "cbor-x";
import { encode as cborg } from "cborg";
import { encode as cbor2 } from "cbor2";
import cbor from "cbor";
import borc from "borc";
import cborjs from "cbor-js";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const time = 1767225600000;
const asInteger = "1b0000019b76daa800";
const asFloat = "fb4279b76daa800000";

const seen = {
  "cbor-x, number": hex(cborx(time)),
  "cbor-x, BigInt": hex(cborx(BigInt(time))),
  "cbor-x, 2^32-1": hex(cborx(2 ** 32 - 1)),
  "cborg": hex(cborg(time)),
  "cbor2": hex(cbor2(time)),
  "cbor": hex(cbor.encode(time)),
  "borc": hex(borc.encode(time)),
  "cbor-js": hex(cborjs.encode(time)),
};
console.table(seen);
assert.equal(seen["cbor-x, number"], asFloat);
assert.equal(seen["cbor-x, BigInt"], asInteger);
assert.equal(seen["cbor-x, 2^32-1"], "1affffffff");
for (const other of ["cborg", "cbor2", "cbor", "borc", "cbor-js"]) {
  assert.equal(seen[other], asInteger, other);
}
console.log("cbor-x alone writes 1767225600000 as a floating-point number");
JS
node seen.mjs
