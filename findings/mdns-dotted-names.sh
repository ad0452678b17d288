#!/bin/sh
# A DNS-SD instance may be called "alice.home": its name is one label of DNS, and dots in it are allowed (RFC 6763, section 4.1.1). Four of
# four JavaScript packages for multicast DNS read the packet's labels into one text with dots and lose where they were: dns-packet 5.6.1
# (beneath multicast-dns and bonjour-service), dnssd 0.4.1, @homebridge/ciao 1.3.12 and mdns-js-packet 0.2.0. Written again, to ask for the
# instance that was just seen, the name has one label more and belongs to nobody. A backslash before the dot does not help in dns-packet.
#
# What it means for PeerLink: its names may have dots. lan/1 is not DNS-SD (docs/decisions/044) and sends each name with its length; a
# plugin that announces peers by DNS-SD would have to replace the dots.
# Seen with Node.js 20.20.2; needs npm.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  dns-packet@5.6.1 dnssd@0.4.1 @homebridge/ciao@1.3.12 mdns-js-packet@0.2.0

cat >seen.cjs <<'JS'
const dnsPacket = require("dns-packet");
const Dnssd = require("dnssd/lib/Packet");
const { DNSPacket: Ciao } = require("@homebridge/ciao/lib/coder/DNSPacket");
const { DNSPacket: MdnsJs } = require("mdns-js-packet");

// one question of type SRV, class IN
function question(labels) {
  const name = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  return Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...name, Buffer.from([0, 0, 33, 0, 1])]);
}

function labels(packet) {
  const found = [];
  for (let at = 12; packet[at] !== 0; at += packet[at] + 1) {
    found.push(packet.subarray(at + 1, at + 1 + packet[at]).toString());
  }
  return found.join(" | ");
}

const from = { address: "127.0.0.1", port: 5353, interface: "lo" };
const copies = {
  "dns-packet": (packet) => dnsPacket.encode(dnsPacket.decode(packet)),
  "dnssd": (packet) => new Dnssd(packet).toBuffer(),
  "ciao": (packet) => Ciao.decode(from, packet).encode(),
  "mdns-js-packet": (packet) => MdnsJs.toBuffer([MdnsJs.parse(packet)].flat()[0]),
};
const asked = question(["alice.home", "_chat", "_tcp", "local"]);
console.log(`sent: ${labels(asked)}`);
for (const [name, copy] of Object.entries(copies)) {
  console.log(`${name}: ${labels(copy(asked))}`);
}
const escaped = { type: "query", questions: [{ type: "SRV", name: "alice\\.home._chat._tcp.local" }] };
console.log(`dns-packet, escaped: ${labels(dnsPacket.encode(escaped))}`);
JS
node seen.cjs >seen
cat seen
cat >expected <<'TEXT'
sent: alice.home | _chat | _tcp | local
dns-packet: alice | home | _chat | _tcp | local
dnssd: alice | home | _chat | _tcp | local
ciao: alice | home | _chat | _tcp | local
mdns-js-packet: alice | home | _chat | _tcp | local
dns-packet, escaped: alice\ | home | _chat | _tcp | local
TEXT
diff expected seen
