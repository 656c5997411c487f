#!/usr/bin/env bash
# Sourced by ./verify.sh, ./s3ingest and examples/quickstart.sh. Finds what they need, or installs it:
#   require_java                  a JDK of at least 17: sets and exports JAVA_HOME
#   require_java_and_maven        Maven of at least 3.8 too: sets MVN, and mvn is on the PATH
#   find_python                   Python of at least 3.10 with venv: sets PYTHON, else returns 1
#   make_venv NAME REQUIREMENTS   a virtual environment in the cache: sets VENV_PYTHON
# and sets S3INGEST_CACHE, the folder for what is fetched once, and LC_ALL where the locale is not a UTF-8 one.
# Nothing here prints to stdout.

S3INGEST_CACHE="${S3INGEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/s3ingest}"
export S3INGEST_CACHE

# Without a UTF-8 locale a JVM can neither name a local file `données` nor read text that is not ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

setup_say() { printf '%s\n' "$*" >&2; }

# Prints the major version of the java below $1, or 0.
setup_java_major() {
  local line
  line=$("$1/bin/java" -version 2>&1 | grep -m1 'version "') || { echo 0; return; }
  line=${line#*\"}
  line=${line%%[.\"+-]*}
  case $line in '' | *[!0-9]*) echo 0 ;; *) echo "$line" ;; esac
}

setup_is_jdk() { [ -x "$1/bin/javac" ] && [ "$(setup_java_major "$1")" -ge 17 ]; }

# Prints the home of the best JDK: JAVA_HOME, the PATH, then the usual folders, 17 before later ones.
setup_find_jdk() {
  local home javac
  if [ -n "${JAVA_HOME:-}" ] && setup_is_jdk "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return
  fi
  if javac=$(command -v javac); then
    while [ -L "$javac" ]; do
      home=$(readlink "$javac")
      case $home in /*) javac=$home ;; *) javac=$(dirname "$javac")/$home ;; esac
    done
    home=$(cd "$(dirname "$javac")/.." && pwd)
    if setup_is_jdk "$home"; then
      echo "$home"
      return
    fi
  fi
  if [ -x /usr/libexec/java_home ] && home=$(/usr/libexec/java_home -v 17+ 2>/dev/null) && setup_is_jdk "$home"; then
    echo "$home"
    return
  fi
  for home in /usr/lib/jvm/*17* /usr/lib/jvm/*21* /usr/lib/jvm/* /usr/java/* /opt/java/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*; do
    if setup_is_jdk "$home"; then
      echo "$home"
      return
    fi
  done
  return 1
}

# Runs a command as root: directly, or by sudo where it asks for nothing or a person can answer.
setup_as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    sudo "$@"
  else
    setup_say "Only root may run: $*"
    return 1
  fi
}

# setup_install WHAT: installs jdk, maven or python with the package manager of the system; the first name that exists is taken.
setup_install() {
  local what=$1 name
  if command -v apt-get >/dev/null; then
    setup_as_root apt-get update -qq >&2 || true
    case $what in
      jdk) set -- openjdk-17-jdk-headless openjdk-21-jdk-headless default-jdk-headless ;;
      maven) set -- maven ;;
    esac
    for name in "$@"; do
      setup_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" >&2 && return 0
    done
  elif command -v dnf >/dev/null || command -v microdnf >/dev/null || command -v yum >/dev/null; then
    local manager
    manager=$(command -v dnf || command -v microdnf || command -v yum)
    case $what in
      jdk) set -- java-17-openjdk-devel java-21-openjdk-devel java-latest-openjdk-devel ;;
      maven) set -- maven ;;
    esac
    for name in "$@"; do
      setup_as_root "$manager" install -y "$name" >&2 && return 0
    done
  elif command -v apk >/dev/null; then
    case $what in
      jdk) set -- openjdk17-jdk openjdk21-jdk ;;
      maven) set -- maven ;;
    esac
    for name in "$@"; do
      setup_as_root apk add --no-cache "$name" >&2 && return 0
    done
  elif command -v zypper >/dev/null; then
    case $what in
      jdk) set -- java-17-openjdk-devel java-21-openjdk-devel ;;
      maven) set -- maven ;;
    esac
    for name in "$@"; do
      setup_as_root zypper --non-interactive install "$name" >&2 && return 0
    done
  elif command -v pacman >/dev/null; then
    case $what in
      jdk) set -- jdk17-openjdk ;;
      maven) set -- maven ;;
    esac
    setup_as_root pacman -Sy --noconfirm "$1" >&2 && return 0
  elif command -v brew >/dev/null; then
    case $what in
      jdk) brew install openjdk@17 >&2 && JAVA_HOME=$(brew --prefix openjdk@17)/libexec/openjdk.jdk/Contents/Home && return 0 ;;
      maven) brew install maven >&2 && return 0 ;;
    esac
  fi
  return 1
}

require_java() {
  local home
  if ! home=$(setup_find_jdk); then
    setup_say "No JDK of version 17 or later was found: installing one with the system's package manager."
    setup_install jdk || true
    if ! home=$(setup_find_jdk); then
      setup_say "Cannot go on without a JDK: install JDK 17 (Debian and Ubuntu: apt-get install openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel; macOS: brew install openjdk@17), or set JAVA_HOME to one."
      return 1
    fi
  fi
  JAVA_HOME=$home
  export JAVA_HOME
}

# Tells whether Maven $1 is 3.8 or later.
setup_is_maven() {
  local version major minor
  version=$("$1" -B --version 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9][0-9.]*\).*$/\1/p' | head -n 1)
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ -n "$version" ] && { [ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -ge 8 ]; }; }
}

require_java_and_maven() {
  require_java || return 1
  MVN=$(command -v mvn || true)
  if [ -z "$MVN" ] || ! setup_is_maven "$MVN"; then
    setup_say "No Maven of version 3.8 or later was found: installing it with the system's package manager."
    setup_install maven || true
    hash -r
    MVN=$(command -v mvn || true)
    if [ -z "$MVN" ] || ! setup_is_maven "$MVN"; then
      setup_say "Cannot go on without Maven: install version 3.8 or later (Debian and Ubuntu: apt-get install maven; Fedora: dnf install maven; macOS: brew install maven) and put mvn on the PATH."
      return 1
    fi
  fi
  export MVN
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      PYTHON=$candidate
      export PYTHON
      return 0
    fi
  done
  return 1
}

# The environment is made anew only when its requirements change.
make_venv() {
  local folder="$S3INGEST_CACHE/venv-$1" requirements=$2
  VENV_PYTHON=$folder/bin/python
  export VENV_PYTHON
  if [ -x "$VENV_PYTHON" ] && cmp -s "$requirements" "$folder/requirements.txt"; then
    return 0
  fi
  setup_say "Preparing the Python environment $folder (the first time takes minutes)."
  rm -rf "$folder"
  mkdir -p "$S3INGEST_CACHE"
  "$PYTHON" -m venv "$folder" >&2 || return 1
  "$VENV_PYTHON" -m pip install --quiet --disable-pip-version-check -r "$requirements" >&2 || return 1
  cp "$requirements" "$folder/requirements.txt"
}
