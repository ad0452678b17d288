#!/bin/sh
# Builds peerlink.cli/target/peerlink, unless it is newer than the sources. Prints progress on stderr, nothing on stdout.

set -u

root=$(readlink -f "$0")
root=${root%/scripts/*}
. "$root/scripts/tools.sh"

stamp=$root/target/image.stamp # as old as the sources that the image was built from
log=$root/target/image.log

# Tests, benchmarks and documentation but the schema are not in the image. A deleted file makes its folder newer.
is_current() {
  [ -e "$stamp" ] && [ -x "$root/peerlink.cli/target/peerlink/bin/peerlink" ] &&
    [ -z "$(find "$root/docs/peerlink.schema.json" -newer "$stamp" -print)" ] &&
    [ -z "$(cd "$root" && find . \
      \( -name .git -o -name target -o -path ./bench -o -path ./docs -o -path '*/src/test' \) -prune -o \
      \( -name pom.xml -o -path '*/src/*' -o -path './.mvn/*' \) -newer "$stamp" -print | head -n 1)" ]
}

# Copies Maven's lines to the log, and shows one line a module.
progress() {
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      '[INFO] Building PeerLink'*/*]) printf '  %s\n' "$line" | sed 's/\[INFO\] Building \(.*\) [0-9][^ ]* *\(\[.*\]\)$/\2 \1/' >&2 ;;
    esac
  done 3>"$log"
}

build() {
  find_jdk
  find_maven
  if [ -e "$stamp" ]; then
    echo "building PeerLink again, as its sources have changed" >&2
  else
    echo "building PeerLink; the first time takes a few minutes, as what it needs is downloaded" >&2
  fi
  mkdir -p "$root/target"
  touch "$stamp.next"
  # The status of a pipeline is its last command's: Maven's goes through a file.
  {
    "$MAVEN" -f "$root/pom.xml" --batch-mode --projects peerlink.cli --also-make -DskipTests package </dev/null 2>&1
    echo $? >"$root/target/image.status"
  } | progress
  if [ "$(cat "$root/target/image.status")" -ne 0 ]; then
    tail -n 30 "$log" >&2
    fail "the build failed" "the whole output is in $log"
  fi
  mv "$stamp.next" "$stamp"
}

case ${1-} in
  --locked) is_current || build ;;
  *) is_current || alone "$root/scripts/image.sh" --locked ;;
esac
