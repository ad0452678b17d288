#!/bin/sh
# Six JavaScript packages that make HTML of a terminal's output leave in its text what no terminal shows, and fancy-ansi 0.1.3 loses the text
# of a hyperlink (OSC 8). Each row is an "X" and a control sequence in the form of ECMA-48 (sections 5.4 and 8.3.89) or ECMA-35; of each,
# @xterm/headless 6.0.0, a terminal, shows the "X" alone. With all six, a colour's number with colons, as ITU-T T.416 has it (section
# 13.1.8), and a window's title come out as text; with most of them "ESC ( B", which `tput sgr0` writes for xterm, and a private mode, too.
# ansi-to-html 0.7.2 takes an empty parameter for text, ansi-html-community 0.0.8 all that has more than one. Of a hyperlink ansi_up 6.0.6
# alone makes a link.
#
# What it means for PeerLink: its chat writes hyperlinks and the private mode 2026 where the terminal has them. Who puts a recorded chat on a
# page takes ansi_up, or reads the screen from a terminal such as @xterm/headless.
# Needs npm. Seen with Node.js 20.20.2.

set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts @xterm/headless@6.0.0 ansi_up@6.0.6 fancy-ansi@0.1.3 \
  anser@2.3.5 ansi-to-html@0.7.2 ansicolor@2.0.3 ansi-html-community@0.0.8

cat >seen.mjs <<'JS'
import headless from "@xterm/headless";
import anser from "anser";
import ansiHtml from "ansi-html-community";
import Convert from "ansi-to-html";
import { AnsiUp } from "ansi_up";
import ansicolor from "ansicolor";
import { FancyAnsi } from "fancy-ansi";

const text = (html) => html.replace(/<[^>]*>/g, "");
const converters = {
  "@xterm/headless": async (output) => {
    const terminal = new headless.Terminal({ cols: 80, rows: 2, allowProposedApi: true });
    await new Promise((written) => terminal.write(output, written));
    return terminal.buffer.active.getLine(0).translateToString(true);
  },
  "ansi_up": (output) => text(new AnsiUp().ansi_to_html(output)),
  "fancy-ansi": (output) => text(new FancyAnsi().toHtml(output)),
  "anser": (output) => text(anser.ansiToHtml(output)),
  "ansi-to-html": (output) => text(new Convert().toHtml(output)),
  "ansicolor": (output) => ansicolor.parse(output).spans.map((span) => span.text).join(""),
  "ansi-html": (output) => text(ansiHtml(output)),
};
const outputs = {
  "colour with semicolons": "\x1b[38;5;1mX",
  "colour with colons": "\x1b[38:5:1mX",
  "empty parameter": "\x1b[;1mX",
  "hyperlink": "\x1b]8;;https://example.com/\x1b\\X\x1b]8;;\x1b\\",
  "title": "\x1b]0;chat\x1b\\X",
  "character set": "\x1b(BX",
  "private mode": "\x1b[?2026hX\x1b[?2026l",
};
for (const [kind, output] of Object.entries(outputs)) {
  for (const [name, convert] of Object.entries(converters)) {
    const found = (await convert(output)).replaceAll("\x1b", "<ESC>");
    console.log(`${kind}, ${name}: ${found === "X" ? "right" : found || "nothing"}`);
  }
}
JS
node seen.mjs >seen
cat seen
cat >expected <<'TEXT'
colour with semicolons, ansi-html: <ESC>[38;5;1mX
colour with colons, ansi_up: [38:5:1mX
colour with colons, fancy-ansi: [38:5:1mX
colour with colons, anser: 38:5:1mX
colour with colons, ansi-to-html: :5:1mX
colour with colons, ansicolor: <ESC>[38:5:1mX
colour with colons, ansi-html: <ESC>[38:5:1mX
empty parameter, ansi-to-html: mX
empty parameter, ansi-html: <ESC>[;1mX
hyperlink, fancy-ansi: nothing
hyperlink, anser: <ESC>]8;;https://example.com/<ESC>\X<ESC>]8;;<ESC>\
hyperlink, ansi-to-html: ]8;;https://example.com/\X]8;;\
hyperlink, ansicolor: <ESC>]8;;https://example.com/<ESC>\X<ESC>]8;;<ESC>\
hyperlink, ansi-html: <ESC>]8;;https://example.com/<ESC>\X<ESC>]8;;<ESC>\
title, ansi_up: ]0;chat\X
title, fancy-ansi: ]0;chat\X
title, anser: <ESC>]0;chat<ESC>\X
title, ansi-to-html: ]0;chat\X
title, ansicolor: <ESC>]0;chat<ESC>\X
title, ansi-html: <ESC>]0;chat<ESC>\X
character set, anser: <ESC>(BX
character set, ansi-to-html: (BX
character set, ansicolor: <ESC>(BX
character set, ansi-html: <ESC>(BX
private mode, ansi-to-html: ?2026hX?2026l
private mode, ansicolor: <ESC>[?2026hX<ESC>[?2026l
private mode, ansi-html: <ESC>[?2026hX<ESC>[?2026l
TEXT
grep -v ': right$' seen | diff expected -
test "$(grep -c ': right$' seen)" = 22
