#!/bin/sh
# Valid TOML 1.0 becomes something else, without an error, with four of eleven libraries. The JavaScript package @ltd/j-toml 1.38.0 reads
# the octal integer `0o755` as 0. fast-toml 0.5.4 keeps the spaces of `[ plugins . files ]` in the names, and those behind a backslash at the
# end of a line in the text, and takes `+nan` for text. markty-toml 0.1.1 takes hexadecimal digits and numbers with underscores for text,
# `3.14` on the left for one name, and leaves quotes in the text. toml4j 0.7.2 (Java) leaves the quotes in the name "a.b" and reads the escape
# \U000000E9 as a zero character and "00E9"; what is newer than TOML 0.4 it refuses. smol-toml 1.9.1, @iarna/toml 3.0.0, toml 5.0.1,
# js-toml 2.0.1 and, in Java, tomlj 1.1.1, night-config 3.8.3 and Jackson 3.2.0 read all of it right.
#
# What it means for PeerLink: config.toml is read by Jackson. A script that reads or checks one should take one of the seven.
# Needs a JDK 25 (JAVA_HOME), Maven and npm. Seen with Temurin 25.0.3 and Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>toml</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>tools.jackson.dataformat</groupId>
      <artifactId>jackson-dataformat-toml</artifactId>
      <version>3.2.0</version>
    </dependency>
    <dependency>
      <groupId>org.tomlj</groupId>
      <artifactId>tomlj</artifactId>
      <version>1.1.1</version>
    </dependency>
    <dependency>
      <groupId>com.electronwill.night-config</groupId>
      <artifactId>toml</artifactId>
      <version>3.8.3</version>
    </dependency>
    <dependency>
      <groupId>com.moandjiezana.toml</groupId>
      <artifactId>toml4j</artifactId>
      <version>0.7.2</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory="$folder/lib" </dev/null
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts smol-toml@1.9.1 @iarna/toml@3.0.0 toml@5.0.1 js-toml@2.0.1 \
  @ltd/j-toml@1.38.0 fast-toml@0.5.4 markty-toml@0.1.1

# one document for each row: its text as JSON, a tab, and what it should be read as
cat >documents <<'TEXT'
"a = 0o755"	{"a":493}
"a = 0xDEAD_BEEF"	{"a":3735928559}
"a = 1_000.5"	{"a":1000.5}
"a = +nan"	{"a":"NaN"}
"[ plugins . files ]\na = 1"	{"plugins":{"files":{"a":1}}}
"3.14 = 1"	{"3":{"14":1}}
"\"a.b\" = 1"	{"a.b":1}
"a = \"\"\"\\\n   one \\\n   two\"\"\""	{"a":"one two"}
"a = \"caf\\U000000E9\""	{"a":"café"}
"a = 'C:\\peers'"	{"a":"C:\\peers"}
TEXT

cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import iarna from "@iarna/toml";
import ltd from "@ltd/j-toml";
import fast from "fast-toml";
import { load as jsToml } from "js-toml";
import markty from "markty-toml";
import { parse as smol } from "smol-toml";
import { parse as toml } from "toml";

const readers = {
  "smol-toml": smol,
  "@iarna/toml": iarna.parse,
  "toml": toml,
  "js-toml": jsToml,
  "@ltd/j-toml": (text) => ltd.parse(text, 1.0, "\n", false),
  "fast-toml": fast.parse,
  "markty-toml": markty,
};
const json = (value) => JSON.stringify(value, (key, part) => (Number.isNaN(part) ? "NaN" : part));
for (const row of readFileSync("documents", "utf8").trim().split("\n")) {
  const [text, meant] = row.split("\t");
  for (const [name, read] of Object.entries(readers)) {
    let found;
    try {
      found = json(read(JSON.parse(text)));
    } catch (e) {
      continue;
    }
    console.log(`${name}, ${text}: ${found === meant ? "right" : found}`);
  }
}
JS
cat >Seen.java <<'JAVA'
import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.toml.TomlParser;
import com.moandjiezana.toml.Toml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tomlj.TomlTable;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.databind.json.JsonMapper;

class Seen {
    interface Reader {
        Object read(String text) throws Exception;
    }

    /** Makes maps of a library's own tables. */
    private static Object plain(Object value) {
        Map<String, Object> plain = new LinkedHashMap<>();
        if (value instanceof TomlTable table) {
            table.toMap().forEach((name, part) -> plain.put(name, plain(part)));
        } else if (value instanceof UnmodifiableConfig table) {
            table.entrySet().forEach(entry -> plain.put(entry.getKey(), plain(entry.getRawValue())));
        } else {
            return value;
        }
        return plain;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Reader> readers = new LinkedHashMap<>();
        readers.put("jackson", text -> new TomlMapper().readValue(text, Map.class));
        readers.put("tomlj", text -> plain(org.tomlj.Toml.parse(text)));
        readers.put("night-config", text -> plain(new TomlParser().parse(text)));
        readers.put("toml4j", text -> new Toml().read(text).toMap());
        JsonMapper json = new JsonMapper();
        for (String row : Files.readAllLines(Path.of("documents"))) {
            String[] columns = row.split("\t");
            for (Map.Entry<String, Reader> reader : readers.entrySet()) {
                String found;
                try {
                    found = json.writeValueAsString(reader.getValue().read(json.readValue(columns[0], String.class)));
                } catch (Exception e) {
                    continue;
                }
                System.out.println(reader.getKey() + ", " + columns[0] + ": " + (found.equals(columns[1]) ? "right" : found));
            }
        }
    }
}
JAVA
node seen.mjs >seen
"${JAVA_HOME:?}/bin/java" -cp "lib/*" Seen.java >>seen
cat seen
cat >expected <<'TEXT'
@ltd/j-toml, "a = 0o755": {"a":0}
markty-toml, "a = 0xDEAD_BEEF": {"a":"0xDEAD_BEEF"}
markty-toml, "a = 1_000.5": {"a":"1_000.5"}
fast-toml, "a = +nan": {"a":"+nan"}
markty-toml, "a = +nan": {"a":"+nan"}
fast-toml, "[ plugins . files ]\na = 1": {" plugins ":{" files ":{"a":1}}}
markty-toml, "3.14 = 1": {"3.14":1}
fast-toml, "a = \"\"\"\\\n   one \\\n   two\"\"\"": {"a":"   one    two"}
markty-toml, "a = \"\"\"\\\n   one \\\n   two\"\"\"": {"a":"\"\"\"\\"}
markty-toml, "a = \"caf\\U000000E9\"": {"a":"caf\\U000000E9"}
markty-toml, "a = 'C:\\peers'": {"a":"'C:\\peers'"}
toml4j, "\"a.b\" = 1": {"\"a.b\"":1}
toml4j, "a = \"caf\\U000000E9\"": {"a":"caf\u000000E9"}
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 93
