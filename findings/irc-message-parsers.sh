#!/bin/sh
# Parsers for messages of IRC read the same valid lines in several ways, without an error. tekko 2.4.0 cuts a tag's value at its second "=",
# as base64 has it at its end, reads an escape at a value's end as its letter ("\:", which is ";", becomes ":"), and tells a tag without a
# value from one with an empty value, which are the same (IRCv3, message tags). It, irc 0.5.2 and irc-upd 0.11.0 drop an empty last
# parameter, so that "TOPIC #x :", which tells that the topic is gone, has none at all. Several spaces may stand between two parts of a line,
# and behind the last one (RFC 1459, section 2.3.1): ircv3 0.33.1 makes an empty parameter of each one too many, and, as irc and irc-upd do,
# of one at the end. irc-framework 4.14.0 reads all of it right.
#
# What it means for PeerLink: a plugin or script that carries messages between it and IRC gets them in the wrong place or without their end.
# It should take irc-framework, whose parser can be called by itself.
# Needs npm. Seen with Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts \
  irc-framework@4.14.0 ircv3@0.33.1 tekko@2.4.0 irc@0.5.2 irc-upd@0.11.0

cat >seen.cjs <<'JS'
const framework = require("irc-framework/src/irclineparser");
const irc = require("irc/lib/parse_message");
const upd = require("irc-upd/lib/parse_message");
const ircv3 = require("ircv3");
const tekko = require("tekko");

// each gives the tags, the command and the parameters
const parsers = {
  "irc-framework": (line) => {
    const { tags, command, params } = framework(line);
    return [tags, command, ...params];
  },
  "tekko": (line) => {
    const { tags, command, params } = tekko.parse(line);
    return [tags ?? {}, command, ...params];
  },
  "ircv3": (line) => {
    const message = ircv3.parseMessage(line);
    return [Object.fromEntries(message.tags), message.command, ...message.rawParamValues];
  },
  // these two ask no server for tags
  "irc": (line) => [{}, irc(line).rawCommand, ...irc(line).args],
  "irc-upd": (line) => [{}, upd(line).rawCommand, ...upd(line).args],
};
const lines = {
  "@msgid=b25lIQ== :alice!a@example.com PRIVMSG #x hello": [{ msgid: "b25lIQ==" }, "PRIVMSG", "#x", "hello"],
  "@+x=one\\stwo\\: PING a": [{ "+x": "one two;" }, "PING", "a"],
  "@a;b= PING a": [{ a: "", b: "" }, "PING", "a"],
  ":alice!a@example.com TOPIC #x :": [{}, "TOPIC", "#x", ""],
  ":irc.example.com MODE #x +b ": [{}, "MODE", "#x", "+b"],
  ":irc.example.com  MODE  #x  +b": [{}, "MODE", "#x", "+b"],
  ":irc.example.com 353 me = #x :alice  bob :)": [{}, "353", "me", "=", "#x", "alice  bob :)"],
};
for (const [line, meant] of Object.entries(lines)) {
  for (const [name, parse] of Object.entries(parsers)) {
    if (line.startsWith("@") && ["irc", "irc-upd"].includes(name)) {
      continue;
    }
    const found = JSON.stringify(parse(line));
    console.log(`"${line}", ${name}: ${found === JSON.stringify(meant) ? "right" : found}`);
  }
}
JS
node --no-deprecation seen.cjs >seen
cat seen
cat >expected <<'TEXT'
"@msgid=b25lIQ== :alice!a@example.com PRIVMSG #x hello", tekko: [{"msgid":"b25lIQ"},"PRIVMSG","#x","hello"]
"@+x=one\stwo\: PING a", tekko: [{"+x":"one two:"},"PING","a"]
"@a;b= PING a", tekko: [{"a":true,"b":""},"PING","a"]
":alice!a@example.com TOPIC #x :", tekko: [{},"TOPIC","#x"]
":alice!a@example.com TOPIC #x :", irc: [{},"TOPIC","#x"]
":alice!a@example.com TOPIC #x :", irc-upd: [{},"TOPIC","#x"]
":irc.example.com MODE #x +b ", ircv3: [{},"MODE","#x","+b",""]
":irc.example.com MODE #x +b ", irc: [{},"MODE","#x","+b",""]
":irc.example.com MODE #x +b ", irc-upd: [{},"MODE","#x","+b",""]
":irc.example.com  MODE  #x  +b", ircv3: [{},"MODE","","#x","","+b"]
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 19
