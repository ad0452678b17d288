#!/bin/sh
# Five servers for JSON-RPC 2.0 answer the same valid requests in five ways. A batch is answered by an array, in which notifications have no
# part (section 6): json-rpc-2.0 1.8.1 and simple-jsonrpc-js 1.2.0 take the array away where one answer is left, jsonrpc4j 1.7 (Java) puts a
# null for each notification, and @metamask/json-rpc-engine 10.5.0 an answer without an id, unless it has a `notificationHandler`. Nothing
# is an answer to a notification (section 4.1), but three of the five report that they don't know its method. A request's id may be null
# (section 4); jayson 5.0.0 and jsonrpc4j give no answer to it. Where a method returns nothing, simple-jsonrpc-js says `true`, and
# json-rpc-engine leaves out `result`, which must be there (section 5). None gives back an integer of 20 digits as id: four round it, and
# jsonrpc4j makes it negative.
#
# What it means for PeerLink: what its commands print with --json is no JSON-RPC. A bridge to a messenger that has such an interface (several do)
# should send ids that are text, and no batches.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>json-rpc</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.github.briandilley.jsonrpc4j</groupId>
      <artifactId>jsonrpc4j</artifactId>
      <version>1.7</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  json-rpc-2.0@1.8.1 simple-jsonrpc-js@1.2.0 jayson@5.0.0 @metamask/json-rpc-engine@10.5.0

cat >requests <<'TEXT'
[{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"a"}]
[{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"a"},{"jsonrpc":"2.0","method":"sum","params":[1,2]}]
{"jsonrpc":"2.0","method":"unknown"}
{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":null}
{"jsonrpc":"2.0","method":"nothing","id":"a"}
{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":12345678901234567890}
TEXT

cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import jayson from "jayson";
import { JSONRPCServer } from "json-rpc-2.0";
import { JsonRpcEngine } from "@metamask/json-rpc-engine";
import SimpleJsonRpc from "simple-jsonrpc-js";

const sum = (a, b) => a + b;

const jsonRpc2 = new JSONRPCServer();
jsonRpc2.addMethod("sum", (parameters) => sum(...parameters));
jsonRpc2.addMethod("nothing", () => undefined);

const simple = new SimpleJsonRpc();
simple.dispatch("sum", sum);
simple.dispatch("nothing", () => undefined);

const jaysonServer = new jayson.Server({
  sum: (parameters, done) => done(null, sum(...parameters)),
  nothing: (parameters, done) => done(null),
});

const engine = new JsonRpcEngine();
engine.push((request, response, next, end) => {
  if (request.method === "unknown") {
    return next();
  }
  response.result = request.method === "sum" ? sum(...request.params) : undefined;
  return end();
});

const servers = {
  "json-rpc-2.0": async (text) => JSON.stringify(await jsonRpc2.receiveJSON(text)),
  "simple-jsonrpc-js": async (text) => {
    let sent;
    simple.toStream = (answer) => (sent = answer);
    await simple.messageHandler(text);
    return sent;
  },
  "jayson": (text) => new Promise((done) => jaysonServer.call(text, (error, answer) => done(JSON.stringify(error ?? answer)))),
  "json-rpc-engine": async (text) => JSON.stringify(await engine.handle(JSON.parse(text))),
};
const shorter = (answer) => (answer === undefined || answer === "null" ? "no answer" : answer.replace(/("code":-?\d+).*/, "$1...}"));
for (const text of readFileSync("requests", "utf8").trim().split("\n")) {
  for (const [name, serve] of Object.entries(servers)) {
    console.log(`${text} ${name} ${shorter(await serve(text))}`);
  }
}
process.exit();
JS
cat >Jsonrpc4j.java <<'JAVA'
import com.googlecode.jsonrpc4j.JsonRpcServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

class Jsonrpc4j {
    public interface Methods {
        int sum(int a, int b);

        void nothing();
    }

    public static class Answers implements Methods {
        @Override
        public int sum(int a, int b) {
            return a + b;
        }

        @Override
        public void nothing() {}
    }

    public static void main(String[] arguments) throws Exception {
        JsonRpcServer server = new JsonRpcServer(new Answers(), Methods.class);
        for (String text : Files.readAllLines(Path.of("requests"))) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            server.handleRequest(new ByteArrayInputStream(text.getBytes()), answer);
            String found = answer.toString().strip().replaceAll("(\"code\":-?\\d+).*", "$1...}");
            System.out.println(text + " jsonrpc4j " + (found.isEmpty() ? "no answer" : found));
        }
    }
}
JAVA
node seen.mjs >answers
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Jsonrpc4j.java >>answers 2>log
# the answers to one request beside one another
while IFS= read -r request; do
  printf '%s\n' "$request"
  grep -F "$request " answers | while IFS= read -r line; do
    printf '  %s\n' "${line#"$request "}"
  done
done <requests >seen
cat seen
cat >expected <<'TEXT'
[{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"a"}]
  json-rpc-2.0 {"jsonrpc":"2.0","id":"a","result":3}
  simple-jsonrpc-js {"jsonrpc":"2.0","id":"a","result":3}
  jayson [{"jsonrpc":"2.0","id":"a","result":3}]
  json-rpc-engine [{"id":"a","jsonrpc":"2.0","result":3}]
  jsonrpc4j [{"jsonrpc":"2.0","id":"a","result":3}]
[{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"a"},{"jsonrpc":"2.0","method":"sum","params":[1,2]}]
  json-rpc-2.0 {"jsonrpc":"2.0","id":"a","result":3}
  simple-jsonrpc-js {"jsonrpc":"2.0","id":"a","result":3}
  jayson [{"jsonrpc":"2.0","id":"a","result":3}]
  json-rpc-engine [{"id":"a","jsonrpc":"2.0","result":3},{"jsonrpc":"2.0","result":3}]
  jsonrpc4j [{"jsonrpc":"2.0","id":"a","result":3},null]
{"jsonrpc":"2.0","method":"unknown"}
  json-rpc-2.0 no answer
  simple-jsonrpc-js {"jsonrpc":"2.0","error":{"code":-32601...}
  jayson no answer
  json-rpc-engine {"jsonrpc":"2.0","error":{"code":-32603...}
  jsonrpc4j {"jsonrpc":"2.0","id":null,"error":{"code":-32601...}
{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":null}
  json-rpc-2.0 {"jsonrpc":"2.0","id":null,"result":3}
  simple-jsonrpc-js {"jsonrpc":"2.0","id":null,"result":3}
  jayson no answer
  json-rpc-engine {"id":null,"jsonrpc":"2.0","result":3}
  jsonrpc4j no answer
{"jsonrpc":"2.0","method":"nothing","id":"a"}
  json-rpc-2.0 {"jsonrpc":"2.0","id":"a","result":null}
  simple-jsonrpc-js {"jsonrpc":"2.0","id":"a","result":true}
  jayson {"jsonrpc":"2.0","id":"a","result":null}
  json-rpc-engine {"id":"a","jsonrpc":"2.0"}
  jsonrpc4j {"jsonrpc":"2.0","id":"a","result":null}
{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":12345678901234567890}
  json-rpc-2.0 {"jsonrpc":"2.0","id":12345678901234567000,"result":3}
  simple-jsonrpc-js {"jsonrpc":"2.0","id":12345678901234567000,"result":3}
  jayson {"jsonrpc":"2.0","id":12345678901234567000,"result":3}
  json-rpc-engine {"id":12345678901234567000,"jsonrpc":"2.0","result":3}
  jsonrpc4j {"jsonrpc":"2.0","id":-350287150,"result":3}
TEXT
diff expected seen
