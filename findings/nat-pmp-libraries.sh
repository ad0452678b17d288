#!/bin/sh
# A router may give another port than the one asked for, and a shorter lifetime than asked, which is in seconds; a client renews the mapping
# before that ends (RFC 6886, section 3.3). Of three JavaScript libraries that ask for external port 40001 to internal port 7000 for two
# hours, and are given 50001 for one hour,
# - @achingbrain/nat-port-mapper 4.0.5 asks for port 7000, whatever `externalPort` says. Its `ttl` is in milliseconds, and it sends that
#   number as seconds: 83 days. It tells the port given. When the mapping is taken back, it asks the router to delete it again and again,
#   each time it has an answer.
# - @silentbot1/nat-api 0.4.9 says true and does not tell the port given. Its `autoUpdate` sends nothing when it is time to renew: it makes a
#   function (`bind`) and doesn't call it.
# - nat-pmp 1.0.0 asks as told and gives back what the router said; renewing is left to its caller.
# The fake router answers at most three deletions.
#
# What it means for PeerLink: it maps no ports yet. A script that maps one and gives it to `--announce` takes the port from the router's
# answer, which nat-api doesn't show. A plugin that did it would send the three messages of RFC 6886 by itself.
# Needs npm; the UDP ports 5350 and 5351 of 127.0.0.1 must be free, as the protocol has them fixed. Seen with Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  @achingbrain/nat-port-mapper@4.0.5 @silentbot1/nat-api@0.4.9 nat-pmp@1.0.0

cat >seen.mjs <<'JS'
import { createSocket } from "node:dgram";
import { pmpNat } from "@achingbrain/nat-port-mapper";
import NatApi from "@silentbot1/nat-api";
import SilentbotPmp from "@silentbot1/nat-api/lib/pmp/index.js";
import natPmp from "nat-pmp";

let heard = [];
let deletions = 0;
const router = createSocket("udp4");
router.on("message", (request, from) => {
  const kind = request[1];
  const answer = Buffer.alloc(kind === 0 ? 12 : 16);
  answer[1] = 128 + kind;
  answer.writeUInt32BE(1000, 4);
  if (kind === 0) {
    answer.set([203, 0, 113, 7], 8);
  } else {
    const [internal, external, lifetime] = [request.readUInt16BE(4), request.readUInt16BE(6), request.readUInt32BE(8)];
    heard.push(lifetime === 0 ? `delete ${internal}` : `map ${internal} to ${external} for ${lifetime} s`);
    if (lifetime === 0 && ++deletions > 3) {
      return;
    }
    answer.writeUInt16BE(internal, 8);
    answer.writeUInt16BE(lifetime === 0 ? 0 : 50001, 10);
    answer.writeUInt32BE(Math.min(lifetime, 3600), 12);
  }
  router.send(answer, from.port, from.address);
});
await new Promise((bound) => router.bind(5351, "127.0.0.1", bound));

function tell(name, said) {
  console.log(`${name}: ${heard.join(", ") || "nothing"}${said === undefined ? "" : "; " + JSON.stringify(said)}`);
  heard = [];
}
const soon = () => new Promise((done) => setTimeout(done, 300));

const mapper = pmpNat("127.0.0.1");
const mapping = await mapper.map(7000, "192.0.2.9", { externalPort: 40001, ttl: 7_200_000 });
tell("nat-port-mapper maps", mapping.externalPort);
await mapper.unmap(7000);
await soon();
tell("nat-port-mapper deletes");
mapper.socket.close();

const renewals = [];
const realInterval = globalThis.setInterval;
globalThis.setInterval = (renewal) => {
  renewals.push(renewal);
  return { unref() {} };
};
const api = new NatApi({ enablePMP: false, enableUPNP: false, ttl: 7200 });
// by itself it asks the machine's own gateway
api._pmpClient = new SilentbotPmp("127.0.0.1");
tell("nat-api maps", await api.map({ publicPort: 40001, privatePort: 7000, protocol: "TCP" }));
globalThis.setInterval = realInterval;
for (const renewal of renewals) {
  await renewal();
}
await soon();
tell(`nat-api renews, ${renewals.length} timer`);
await api._pmpClient.close();

const client = natPmp.connect("127.0.0.1");
const given = await new Promise((done, failed) => {
  client.portMapping({ public: 40001, private: 7000, ttl: 7200 }, (error, answer) => (error ? failed(error) : done(answer)));
});
tell("nat-pmp maps", [given.public, given.ttl]);
process.exit();
JS
node --no-deprecation seen.mjs >seen
cat seen
cat >expected <<'TEXT'
nat-port-mapper maps: map 7000 to 7000 for 7200000 s; 50001
nat-port-mapper deletes: delete 7000, delete 7000, delete 7000, delete 7000
nat-api maps: map 7000 to 40001 for 7200 s; true
nat-api renews, 1 timer: nothing
nat-pmp maps: map 7000 to 40001 for 7200 s; [50001,3600]
TEXT
diff expected seen
