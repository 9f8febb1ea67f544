#!/usr/bin/env bash
# Makes everything ready on Linux: system packages, npm packages, the C# parts, dist/. Does only what is missing.
# Usage: setup.sh [--for-tests]     --for-tests gets a browser too, which tests look at the report with
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

problems=()

check_node() {
  if ! command -v node >/dev/null; then
    problems+=("Node.js 20.19 or later: https://nodejs.org")
  elif ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    problems+=("Node.js 20.19 or later (found $(node --version)): https://nodejs.org")
  fi
}

check_dotnet() {
  local found wanted=".NET SDK 10 or later, which builds the PowerShell host and the rehearsal"
  if ! command -v dotnet >/dev/null; then
    problems+=("$wanted: https://dot.net")
    return 0
  fi
  found="$(DOTNET_NOLOGO=1 dotnet --list-sdks 2>/dev/null | cut -d" " -f1 | paste -sd" ")"
  case " $found" in
    *' '[1-9][0-9].*) ;;
    *) problems+=("$wanted (found ${found:-only a runtime}): https://dot.net") ;;
  esac
}

# Program that shows that a package is there, and the Debian package.
packages=(
  wimlib-imagex:wimtools fusermount3:fuse3 cabextract:cabextract gcab:gcab hivexsh:libhivex-bin hivexregedit:libwin-hivex-perl
  genisoimage:genisoimage xorriso:xorriso 7z:p7zip-full
)

install_packages() {
  local missing=() pair
  for pair in "${packages[@]}"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  if ! can_install; then
    problems+=("system packages: apt-get install ${missing[*]}   (as root; other systems have them under similar names)")
    return 0
  fi
  apt_install "${missing[@]}"
}

# Any Chromium will do. Without one its tests are left out, which is said there.
install_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  can_install || return 0
  apt_install chromium || say "chromium could not be installed; tests that need a browser are left out"
}

# Command that root is become by; empty for root.
become=()
can_install() {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
    become=(sudo -n)
  fi
}

apt_install() {
  say "Installing $*"
  "${become[@]}" apt-get update -qq >&2 && "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

install_npm_packages() {
  cd "$root"
  if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then return 0; fi
  say "Installing npm packages"
  npm ci --loglevel=error --no-audit --no-fund >&2
  touch node_modules/.package-lock.json
}

check_node
check_dotnet
install_packages
if [ "${1:-}" = --for-tests ]; then install_browser; fi
if [ "${#problems[@]}" -gt 0 ]; then
  say "setup: this machine lacks what cannot be installed from here:"
  for problem in "${problems[@]}"; do say "  - $problem"; done
  exit 1
fi
# Side by side: much of each is waiting.
bash "$root/scripts/build-ps.sh" >&2 &
ps_build=$!
install_npm_packages
# Types are checked once, where the tests are compiled.
compile dist tsconfig.build.json "$root/dist" --noCheck -- "$root/src"
wait "$ps_build"
