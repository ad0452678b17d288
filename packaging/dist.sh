#!/bin/sh
# Makes the packages of this platform in target/dist, from the image: ./build dist
#
#     peerlink-VERSION-SYSTEM-MACHINE.tar.gz    the image, documents and units, in a folder of its own
#     peerlink_VERSION-1_MACHINE.deb            the same in the places that Debian has for it, where dpkg-deb is installed
#     peerlink-VERSION-sbom.cdx.json            the parts of the image; it is in both of the others too
#     SHA256SUMS                                of these
#
# docs/install.md tells how they are installed, packaging/try-packages tries that.

set -eu

root=$(readlink -f "$0")
root=${root%/packaging/*}
. "$root/scripts/tools.sh"

[ "$(uname -s)" = Linux ] || fail "packages are made on Linux" "./peerlink --version   (builds the image for this system)"
if [ "${1-}" != --locked ]; then
  "$root/scripts/image.sh"
  alone "$0" --locked
  exit
fi
find_jdk
find_maven
version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' "$root/pom.xml" | head -n 1)
stamp=$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' "$root/pom.xml")
SOURCE_DATE_EPOCH=$(date -u -d "$stamp" +%s)
export SOURCE_DATE_EPOCH
machine=$(uname -m)
built=$root/peerlink.cli/target
dist=$root/target/dist
stage=$root/target/dist.stage
umask 022

# Maven's list of the dependencies, of the build that made the image or a later one.
if [ ! "$built/sbom.json" -nt "$root/target/image.stamp" ]; then
  echo "listing the parts of the image" >&2
  quiet_maven --projects peerlink.cli --also-make -P dist -DskipTests package
fi
rm -rf "$dist" "$stage"
mkdir -p "$dist" "$stage"
sbom=$dist/peerlink-$version-sbom.cdx.json
"$JAVA_HOME/bin/java" --class-path "$(printf '%s:' "$built"/modules/jackson-*.jar)" "$root/packaging/Sbom.java" \
  "$built/sbom.json" "$built/modules" "$built/peerlink" >"$sbom"

# Lays documents for users, the same in both packages, into the folder $1.
documents() {
  mkdir -p "$1/docs"
  cp "$root/README.md" "$root/CHANGELOG.md" "$1/"
  cp "$root"/docs/*.md "$root"/docs/*.json "$1/docs/"
  cp "$sbom" "$1/sbom.cdx.json"
}

# Everybody may read all, nobody but the owner may write, and times are the same in every build.
settle() {
  chmod -R u=rwX,go=rX "$1"
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

archive() {
  name=peerlink-$version
  folder=$stage/$name
  cp -R "$built/peerlink" "$folder"
  documents "$folder"
  mkdir -p "$folder/share/man/man1" "$folder/share/systemd/user" "$folder/share/systemd/system" "$folder/share/peerlink"
  cp "$root/docs/peerlink.1" "$folder/share/man/man1/"
  cp "$root/packaging/peerlink.service" "$folder/share/systemd/user/"
  cp "$root/packaging/peerlink-registry.service" "$folder/share/systemd/system/"
  cp "$root/packaging/registry.toml" "$root/packaging/Containerfile" "$folder/share/peerlink/"
  settle "$folder"
  tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
    gzip -9n >"$dist/$name-$(uname -s | tr '[:upper:]' '[:lower:]')-$machine.tar.gz"
}

debian() {
  case $machine in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) architecture=$(dpkg --print-architecture) ;;
  esac
  deb=$stage/deb
  usr=$deb/usr
  mkdir -p "$deb/DEBIAN" "$deb/etc/peerlink" "$usr/bin" "$usr/lib/systemd/system" "$usr/lib/systemd/user" \
    "$usr/share/man/man1" "$usr/share/bash-completion/completions" "$usr/share/zsh/vendor-completions" \
    "$usr/share/fish/vendor_completions.d" "$usr/share/lintian/overrides" "$usr/share/doc"
  cp -R "$built/peerlink" "$usr/lib/peerlink"
  ln -s ../lib/peerlink/bin/peerlink "$usr/bin/peerlink"
  share=$usr/lib/peerlink/share
  mv "$share/bash-completion/completions/peerlink" "$usr/share/bash-completion/completions/"
  mv "$share/zsh/site-functions/_peerlink" "$usr/share/zsh/vendor-completions/"
  mv "$share/fish/vendor_completions.d/peerlink.fish" "$usr/share/fish/vendor_completions.d/"
  rm -r "$share"
  # Debian has the text of this licence once.
  rm "$usr/lib/peerlink/LICENSE"
  gzip -9n <"$root/docs/peerlink.1" >"$usr/share/man/man1/peerlink.1.gz"
  documents "$usr/share/doc/peerlink"
  rm "$usr/share/doc/peerlink/CHANGELOG.md"
  gzip -9n <"$root/CHANGELOG.md" >"$usr/share/doc/peerlink/changelog.gz"
  {
    printf 'peerlink (%s-1) unstable; urgency=medium\n\n  * changelog.gz has the changes.\n\n' "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
  } | gzip -9n >"$usr/share/doc/peerlink/changelog.Debian.gz"
  cp "$root/packaging/debian/copyright" "$usr/share/doc/peerlink/"
  cp "$root/packaging/debian/lintian-overrides" "$usr/share/lintian/overrides/peerlink"
  cp "$root/packaging/registry.toml" "$deb/etc/peerlink/"
  for unit in user/peerlink.service system/peerlink-registry.service; do
    sed 's|/opt/peerlink/bin/peerlink|/usr/bin/peerlink|' "$root/packaging/${unit#*/}" >"$usr/lib/systemd/$unit"
  done
  settle "$deb"
  for script in postinst prerm postrm; do
    cp "$root/packaging/debian/$script" "$deb/DEBIAN/"
    chmod 755 "$deb/DEBIAN/$script"
  done
  echo /etc/peerlink/registry.toml >"$deb/DEBIAN/conffiles"
  (cd "$deb" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$deb/DEBIAN/md5sums"
  sed -e "s/@VERSION@/$version-1/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@MAINTAINER@/$maintainer/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$usr" | cut -f 1)/" "$root/packaging/debian/control" >"$deb/DEBIAN/control"
  find "$deb/DEBIAN" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zxz --build "$deb" "$dist/peerlink_$version-1_$architecture.deb" >/dev/null
}

maintainer=${PEERLINK_MAINTAINER:-PeerLink maintainers <maintainers@peerlink.invalid>}
echo "packing the archive" >&2
archive
if command -v dpkg-deb >/dev/null; then
  echo "packing the Debian package" >&2
  debian
else
  echo "no dpkg-deb, so no Debian package" >&2
fi
(cd "$dist" && sha256sum -- * >"$stage/SHA256SUMS" && mv "$stage/SHA256SUMS" .)
rm -rf "$stage"
(cd "$dist" && ls -l)
