#!/bin/bash
# Builds the image a second time, from a copy of the sources in another folder, and compares: ./build reproducible
# All files must be equal, their modes too, but for the start-up cache: the JVM writes addresses and orders into it that differ
# from run to run. The second build makes none, so that this takes as long as a build without tests.

set -eu

root=$(readlink -f "$0")
root=${root%/packaging/*}
. "$root/scripts/tools.sh"

"$root/scripts/image.sh"
find_jdk
find_maven
work=$(mktemp -d "${TMPDIR:-/tmp}/peerlink-reproducible.XXXXXX")
trap 'rm -rf "$work"' EXIT
again=$work/sources
mkdir "$again"
# What git knows and what it would take, as it stands now.
(cd "$root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [ ! -e "$file" ] || printf '%s\0' "$file"
done | tar --null --files-from=- --create --file=-) | tar -C "$again" --extract
echo "building the image again in another folder" >&2
"$MAVEN" -f "$again/pom.xml" --quiet --batch-mode -Dstyle.color=never --projects peerlink.cli --also-make -DskipTests \
  -Dimage.without-cache=true package </dev/null >"$work/log" 2>&1 || {
  tail -n 30 "$work/log" >&2
  fail "the second build failed" "scripts/image.sh   (tells if the first one succeeds)"
}

# Lists each file with its mode and checksum, each link with its target.
listing() {
  (cd "$1/peerlink.cli/target/peerlink" && find . ! -name peerlink.aot \( -type l -printf '%p %l\n' -o -type f -printf '%p %m ' \
    -exec sha256sum {} \; \) | LC_ALL=C sort)
}

listing "$root" >"$work/first"
listing "$again" >"$work/second"
if ! diff "$work/first" "$work/second" >&2; then
  fail "the two images differ" "git status   (both were made of what is there now; the lines above name the files)"
fi
echo "$(wc -l <"$work/first") files of the image are equal in two builds; the start-up cache is left out"
