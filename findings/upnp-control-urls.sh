#!/bin/sh
# A router's UPnP description may give the address of a service as a reference, which is relative to <URLBase>, or to the description itself
# where there is none (UPnP Device Architecture 1.0, section 2.1). Libraries that map ports differ: "ctl" beside /upnp/device.xml is
# /upnp/ctl for nat-api 0.3.1, @runonflux/nat-upnp 1.0.2 and nat-upnp-rejetto 2.1.2, as it should be, and /ctl for weupnp 0.1.4 (Java) and
# nat-upnp 1.1.1. With a <URLBase> that has a path, none of the five finds the service. weupnp also takes of "/ctl?a=1&amp;b=2" only what
# stands behind the "&amp;". A mapping that the router would grant is asked for at the wrong address then.
#
# What it means for PeerLink: it maps no ports yet. Whoever adds it, or a plugin that does, has to resolve the address outside these
# libraries.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2; it uses the loopback interface alone.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.bitlet:weupnp:0.1.4 -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  nat-upnp@1.1.1 nat-api@0.3.1 @runonflux/nat-upnp@1.0.2 nat-upnp-rejetto@2.1.2

cat >Weupnp.java <<'JAVA'
import org.bitlet.weupnp.GatewayDevice;

class Weupnp {
    public static void main(String[] arguments) throws Exception {
        GatewayDevice router = new GatewayDevice();
        router.setLocation(arguments[0]);
        router.loadDescription();
        router.getExternalIPAddress();
    }
}
JAVA

cat >seen.cjs <<'JS'
const { createServer } = require("node:http");
const execute = require("node:util").promisify(require("node:child_process").execFile);
const action = "GetExternalIPAddress";
const called = (device) => new Promise((done, fail) => device.run(action, [], (error) => (error ? fail(error) : done())));
const clients = {
  "weupnp": (url) => execute(process.env.JAVA_HOME + "/bin/java", ["-cp", "lib/*", "Weupnp.java", url]),
  "nat-upnp": (url) => called(require("nat-upnp/lib/nat-upnp/device").create(url)),
  "nat-api": (url) => called(new (require("nat-api/lib/upnp/device"))(url)),
  "@runonflux": (url) => new (require("@runonflux/nat-upnp/build/src/nat-upnp/device").Device)(url).run(action, []),
  "rejetto": (url) => new (require("nat-upnp-rejetto/build/src/nat-upnp-ts/device").Device)(url).run(action, []),
};
const type = "urn:schemas-upnp-org:service:WANIPConnection:1";
const soap = "http://schemas.xmlsoap.org/soap/envelope/";
const answer = `<s:Envelope xmlns:s="${soap}"><s:Body><u:${action}Response xmlns:u="${type}"><NewExternalIPAddress>203.0.113.5` +
  `</NewExternalIPAddress></u:${action}Response></s:Body></s:Envelope>`;
const service = (kind, id, control) => `<serviceList><service><serviceType>urn:schemas-upnp-org:service:${kind}:1</serviceType>` +
  `<serviceId>urn:upnp-org:serviceId:${id}</serviceId><SCPDURL>/scpd</SCPDURL><controlURL>${control}</controlURL>` +
  `<eventSubURL>/event</eventSubURL></service></serviceList>`;
const device = (kind, services, devices) => `<device><deviceType>urn:schemas-upnp-org:device:${kind}:1</deviceType>${services}` +
  `${devices && `<deviceList>${devices}</deviceList>`}</device>`;

let description, posted;
const server = createServer((request, response) => {
  posted = request.method === "POST" ? request.url : posted;
  request.resume().on("end", () => response.end('<?xml version="1.0"?>\n' + (request.method === "POST" ? answer : description)));
}).listen(0, "127.0.0.1", async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const base = `<URLBase>${origin}/base/</URLBase>`;
  for (const [urlBase, control] of [["", "/ctl"], ["", "ctl"], [base, "ctl"], ["", "/ctl?a=1&amp;b=2"]]) {
    const connection = device("WANConnectionDevice", service("WANIPConnection", "WANIPConn1", control), "");
    const wan = device("WANDevice", service("WANCommonInterfaceConfig", "WANCommonIFC1", "/common"), connection);
    description = `<root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>${urlBase}` +
      `${device("InternetGatewayDevice", "", wan)}</root>`;
    const seen = [];
    for (const [name, call] of Object.entries(clients)) {
      await call(`${origin}/upnp/device.xml`);
      seen.push(`${name} ${posted}`);
    }
    console.log(`${control}${urlBase && " and URLBase /base/"}: ${seen.join(", ")}`);
  }
  server.close();
});
JS
export JAVA_HOME="${JAVA_HOME:?}"
node seen.cjs >seen
cat seen
cat >expected <<'TEXT'
/ctl: weupnp /ctl, nat-upnp /ctl, nat-api /ctl, @runonflux /ctl, rejetto /ctl
ctl: weupnp /ctl, nat-upnp /ctl, nat-api /upnp/ctl, @runonflux /upnp/ctl, rejetto /upnp/ctl
ctl and URLBase /base/: weupnp /ctl, nat-upnp /ctl, nat-api /upnp/ctl, @runonflux /upnp/ctl, rejetto /upnp/ctl
/ctl?a=1&amp;b=2: weupnp /b=2, nat-upnp /ctl?a=1&b=2, nat-api /ctl?a=1&b=2, @runonflux /ctl?a=1&b=2, rejetto /ctl?a=1&b=2
TEXT
diff expected seen
