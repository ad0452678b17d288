#!/bin/sh
# A SOCKS5 proxy may send its answer in two pieces, or together with what the peer says first: TCP has no borders. socks5-client 1.2.8 takes
# what the first read brings for the whole answer. In two pieces, the second one stands before the peer's words; together with them, the
# words are lost. For the IPv6 address 2001:db8::7 it asks to be connected to the host name "2001", though there is an address type for it
# (RFC 1928, section 5). A JDK 25 with an unresolved address asks for "203.0.113.7" and "2001:db8::7" as host names, to be looked up by the
# proxy. socks 2.8.11 and socksjs 0.5.0 name addresses as such and read every answer, and all four read one with any type of address (section
# 6) that comes alone.
#
# What it means for PeerLink: it knows no proxies. Who runs it through one needs a tool outside, and should try it with an IPv6 address.
# Needs a JDK 25 (JAVA_HOME) and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2; it uses the loopback interface alone.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts socks@2.8.11 socks5-client@1.2.8 socksjs@0.5.0

cat >Through.java <<'JAVA'
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;

class Through {
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy))) {
            socket.connect(InetSocketAddress.createUnresolved(arguments[1], 7001));
            System.out.print(new String(socket.getInputStream().readAllBytes(), "ISO-8859-1"));
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/javac" Through.java

cat >seen.cjs <<'JS'
const { createServer } = require("node:net");
const execute = require("node:util").promisify(require("node:child_process").execFile);
const { SocksClient } = require("socks");
const socks5Client = require("socks5-client");
const SocksJs = require("socksjs");

const all = (socket) => new Promise((done, fail) => {
  let text = "";
  socket.on("data", (bytes) => (text += bytes.toString("latin1")));
  socket.on("end", () => done(text));
  socket.on("error", fail);
});
const connected = (socket) => new Promise((done, fail) => {
  socket.on("connect", () => all(socket).then(done, fail));
  socket.on("error", fail);
});
const clients = {
  "socks": async (port, host) => {
    const proxy = { host: "127.0.0.1", port, type: 5 };
    const { socket } = await SocksClient.createConnection({ proxy, command: "connect", destination: { host, port: 7001 } });
    const text = all(socket);
    socket.resume();
    return text;
  },
  "socks5-client": (port, host) => connected(socks5Client.createConnection({ socksHost: "127.0.0.1", socksPort: port, host, port: 7001 })),
  "socksjs": (port, host) => connected(new SocksJs({ host, port: 7001 }, { host: "127.0.0.1", port })),
  "JDK 25": async (port, host) => (await execute(process.env.JAVA_HOME + "/bin/java", ["-cp", ".", "Through", port, host])).stdout,
};

// the address of the proxy's own end in its answer
const bound = {
  "IPv4": "01" + "7f000001",
  "IPv6": "04" + "00000000000000000000000000000001",
  "a name": "03" + "0d" + Buffer.from("proxy.example").toString("hex"),
};
const types = { 1: "IPv4", 3: "name", 4: "IPv6" };
const pause = () => new Promise((done) => setTimeout(done, 200));
let answered, pieces, asked;
const proxy = createServer((socket) => {
  socket.setNoDelay(true);
  socket.once("data", () => {
    socket.write(Buffer.from([5, 0]));
    socket.once("data", async (request) => {
      const address = request.subarray(request[3] === 3 ? 5 : 4, -2);
      asked = types[request[3]] + " " + (request[3] === 3 ? address.toString() : address.toString("hex"));
      const answer = Buffer.from("050000" + bound[answered] + "1b59", "hex");
      const sent = {
        "one piece": [answer, Buffer.from("hello")],
        "two pieces": [answer.subarray(0, 4), answer.subarray(4), Buffer.from("hello")],
        "one piece with the words": [Buffer.concat([answer, Buffer.from("hello")])],
      }[pieces];
      for (const piece of sent) {
        socket.write(piece);
        await pause();
      }
      socket.end();
    });
  });
});
proxy.listen(0, "127.0.0.1", async () => {
  const { port } = proxy.address();
  for (const [name, connect] of Object.entries(clients)) {
    for (const host of ["alice.example", "203.0.113.7", "2001:db8::7"]) {
      [answered, pieces] = ["IPv4", "one piece"];
      await connect(port, host);
      console.log(`${name}, to ${host}: asks for ${asked}`);
    }
    for (const [address, sent] of [["IPv6", "one piece"], ["a name", "one piece"], ["a name", "two pieces"],
      ["IPv4", "one piece with the words"]]) {
      [answered, pieces] = [address, sent];
      console.log(`${name}, ${sent}, ${address}: ${JSON.stringify(await connect(port, "alice.example"))}`);
    }
  }
  process.exit();
});
JS
export JAVA_HOME
node seen.cjs >seen
cat seen
cat >expected <<'TEXT'
socks, to alice.example: asks for name alice.example
socks, to 203.0.113.7: asks for IPv4 cb007107
socks, to 2001:db8::7: asks for IPv6 20010db8000000000000000000000007
socks, one piece, IPv6: "hello"
socks, one piece, a name: "hello"
socks, two pieces, a name: "hello"
socks, one piece with the words, IPv4: "hello"
socks5-client, to alice.example: asks for name alice.example
socks5-client, to 203.0.113.7: asks for IPv4 cb007107
socks5-client, to 2001:db8::7: asks for name 2001
socks5-client, one piece, IPv6: "hello"
socks5-client, one piece, a name: "hello"
socks5-client, two pieces, a name: "\rproxy.example\u001bYhello"
socks5-client, one piece with the words, IPv4: ""
socksjs, to alice.example: asks for name alice.example
socksjs, to 203.0.113.7: asks for IPv4 cb007107
socksjs, to 2001:db8::7: asks for IPv6 20010db8000000000000000000000007
socksjs, one piece, IPv6: "hello"
socksjs, one piece, a name: "hello"
socksjs, two pieces, a name: "hello"
socksjs, one piece with the words, IPv4: "hello"
JDK 25, to alice.example: asks for name alice.example
JDK 25, to 203.0.113.7: asks for name 203.0.113.7
JDK 25, to 2001:db8::7: asks for name 2001:db8::7
JDK 25, one piece, IPv6: "hello"
JDK 25, one piece, a name: "hello"
JDK 25, two pieces, a name: "hello"
JDK 25, one piece with the words, IPv4: "hello"
TEXT
diff expected seen
