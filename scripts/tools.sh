# Finds the JDK and the Maven that build PeerLink; sourced by the scripts beside it. POSIX sh, Linux and macOS.

jdk_needed=25
maven_needed=3.8

# Java takes file names and arguments for ASCII if any part of the locale is not installed. Only one with another encoding is left as it is.
case $(locale charmap 2>/dev/null) in
  '' | UTF-8 | ANSI_X3.4-* | US-ASCII)
    case $(LC_ALL=C.UTF-8 locale charmap 2>/dev/null) in
      '' | UTF-8) export LC_ALL=C.UTF-8 ;;
    esac
    ;;
esac

# Prints a problem and, after "hint: ", what to do; then ends the script.
fail() {
  printf 'peerlink: %s\nhint: %s\n' "$1" "$2" >&2
  exit 1
}

# Installs packages of Debian where that is this user's to do; does nothing elsewhere. Progress is one line on stderr.
install_packages() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 0
  echo "installing $*" >&2
  {
    export DEBIAN_FRONTEND=noninteractive
    set -- -o DPkg::Lock::Timeout=120 -qq -y install "$@"
    apt-get "$@" || { apt-get update -qq && apt-get "$@"; }
  } >/dev/null 2>&1 </dev/null
}

# Tells whether the folder $1 is a JDK that is new enough. Its "release" file names the version; starting java to ask is slow.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && [ -r "$1/release" ] || return 1
  jdk_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${jdk_major:-0}" -ge "$jdk_needed" ]
}

# Prints the folders that may hold a JDK, one a line, the preferred ones first.
jdk_candidates() {
  if [ -n "${JAVA_HOME-}" ]; then
    printf '%s\n' "$JAVA_HOME"
  fi
  if on_path=$(command -v java); then
    # java may be a symlink; it is in the JDK's bin.
    on_path=$(readlink -f "$on_path") && printf '%s\n' "${on_path%/bin/java}"
  fi
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$jdk_needed+" 2>/dev/null
  fi
  # The usual folders of Linux packages, SDKMAN, IDEs, macOS installers and Homebrew; a pattern without a match stays
  # as it is, and is no JDK.
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    printf '%s\n' "$candidate"
  done
}

# Sets and exports JAVA_HOME, for Maven runs on the JDK that it finds there.
find_jdk() {
  while IFS= read -r candidate; do
    if is_jdk "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return
    fi
  done <<EOF
$(jdk_candidates)
EOF
  case $(uname -s) in
    Darwin) install="brew install --cask temurin" ;;
    *) install="sdk install java 25-tem" ;;
  esac
  fail "no JDK $jdk_needed or newer in JAVA_HOME, on the PATH or in the usual folders" \
    "$install   (or another JDK $jdk_needed, and JAVA_HOME set to its folder)"
}

# Tells whether the command $1 is a Maven that is new enough. Needs JAVA_HOME.
is_maven() {
  maven_version=$("$1" --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  [ -n "$maven_version" ] || return 1
  maven_major=${maven_version% *}
  maven_minor=${maven_version#* }
  [ "$maven_major" -gt "${maven_needed%.*}" ] ||
    { [ "$maven_major" -eq "${maven_needed%.*}" ] && [ "$maven_minor" -ge "${maven_needed#*.}" ]; }
}

# Sets MAVEN to the command, and tells whether there is one.
is_maven_there() {
  for MAVEN in mvn "${HOME-}/.sdkman/candidates/maven/current/bin/mvn" /opt/*maven*/bin/mvn /usr/share/maven/bin/mvn \
    /opt/homebrew/bin/mvn /usr/local/bin/mvn; do
    if command -v "$MAVEN" >/dev/null && is_maven "$MAVEN"; then
      return
    fi
  done
  return 1
}

# Sets MAVEN to the command; installs it where that may be done. Call find_jdk first.
find_maven() {
  is_maven_there && return
  install_packages maven
  is_maven_there && return
  case $(uname -s) in
    Darwin) install="brew install maven" ;;
    *) install="sudo apt install maven" ;;
  esac
  fail "no Maven $maven_needed or newer on the PATH or in the usual folders" "$install   (or put its mvn on the PATH)"
}

# Runs Maven on the whole of $root and shows nothing of it unless it fails: it writes escape sequences wherever its output goes.
quiet_maven() {
  said=$("$MAVEN" -f "$root/pom.xml" --quiet --batch-mode -Dstyle.color=never "$@" </dev/null 2>&1) && return
  printf '%s\n' "$said" >&2
  exit 1
}

# Runs a command while no other build in this folder runs: the system releases the lock, however the command ends.
alone() {
  lock=$root/scripts/tools.sh
  if command -v flock >/dev/null; then
    flock -n "$lock" true || echo "waiting for another build in this folder" >&2
    flock "$lock" "$@"
  elif command -v lockf >/dev/null; then
    lockf -k "$lock" "$@"
  else
    "$@"
  fi
}
