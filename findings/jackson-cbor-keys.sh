#!/bin/sh
# Jackson's CBOR reader 3.2.2 (tools.jackson.dataformat:jackson-dataformat-cbor) hands out the keys of a map as text whatever they are: the map
# {1: 2}, whose key is an integer, has the property "1", and {h'61': 1}, whose key is a byte string, the property "a". RFC 8949 allows keys of any
# type and takes 1, "1" and h'31' for different ones; through this reader they can't be told apart, so a map that has all three looks as if
# a key stood there three times.
#
# What it means for PeerLink: its frames have text keys alone, so it looks at the bytes before Jackson does (docs/decisions/033).
# Needs a JDK 25 (JAVA_HOME) and Maven. Seen with Temurin 25.0.3.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in tools.jackson.core:jackson-core tools.jackson.core:jackson-databind tools.jackson.dataformat:jackson-dataformat-cbor; do
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=$artifact:3.2.2 -DoutputDirectory="$folder/lib" </dev/null
done
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=com.fasterxml.jackson.core:jackson-annotations:2.22 -DoutputDirectory="$folder/lib" </dev/null

cat >Keys.java <<'JAVA'
import java.util.HexFormat;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.cbor.CBORMapper;

class Keys {
    public static void main(String[] arguments) throws Exception {
        for (String map : new String[] {"a10102", "a1616102", "a1416102", "a30102613102413102"}) {
            StringBuilder keys = new StringBuilder();
            byte[] bytes = HexFormat.of().parseHex(map);
            try (JsonParser parser = new CBORMapper().createParser(bytes)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.PROPERTY_NAME) {
                        keys.append(" \"").append(parser.currentName()).append('"');
                    }
                }
            }
            System.out.println(map + keys);
        }
    }
}
JAVA
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Keys.java >seen
cat seen
cat >expected <<'TEXT'
a10102 "1"
a1616102 "a"
a1416102 "a"
a30102613102413102 "1" "1" "1"
TEXT
diff expected seen
