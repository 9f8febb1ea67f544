#!/usr/bin/env bash
# Builds the C# parts when their sources are newer than what was built:
#   host       ps/host       -> ps/host/bin/pwsh
#   rehearsal  ps/rehearsal  -> ps/rehearsal/bin/Dism
# Usage: build-ps.sh [host|rehearsal]   (both without an argument)
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# True if nothing was built yet, or a source, or a folder that lost one, is newer than the stamp of the last build.
stale() {
  local source="$1" stamp="$2"
  [ -f "$stamp" ] || return 0
  [ -n "$(find "$source" -mindepth 1 \( -path "$source/bin" -o -path "$source/obj" \) -prune -o -newer "$stamp" -print -quit)" ]
}

# The host is compiled ahead of time where the compiler for that can be had: a session then starts in a third of the time.
compile() {
  local name="$1" project="$2" next="$3"
  local common=("$project" --configuration Release --output "$next" --nologo --verbosity quiet)
  if [ "$name" = host ]; then
    if dotnet publish "${common[@]}" -p:PublishReadyToRun=true; then return 0; fi
    rm -rf "$next"
  fi
  dotnet build "${common[@]}"
}

build() {
  local name="$1" output="$2"
  local source="$root/ps/$name" stamp="$root/ps/$name/obj/built"
  local projects=("$source"/*.csproj)
  [ -f "${projects[0]}" ] || return 0
  if [ -d "$output" ] && ! stale "$source" "$stamp"; then return 0; fi
  mkdir -p "$source/obj"
  # Test runs side by side may all find it stale; one builds, the others wait and look again.
  if command -v flock >/dev/null; then
    exec 9>"$source/obj/lock"
    flock 9
    if [ -d "$output" ] && ! stale "$source" "$stamp"; then return 0; fi
  fi
  if ! command -v dotnet >/dev/null; then
    echo "build-ps: ps/$name needs the .NET SDK 10 to be built. Install it from https://dot.net" >&2
    exit 1
  fi
  # A time before the build, so that a source changed while it runs is built next time.
  touch "$stamp.new"
  # Built aside and then exchanged: a failed build leaves the last one in use, and a removed file does not live on.
  local next="$source/obj/next" log="$source/obj/build.log"
  rm -rf "$next"
  if ! compile "$name" "${projects[0]}" "$next" >"$log" 2>&1 9>&-; then
    cat "$log" >&2
    exit 1
  fi
  mkdir -p "$output"
  rm -rf "$source/obj/last"
  mv "$output" "$source/obj/last"
  mv "$next" "$output"
  rm -rf "$source/obj/last"
  mv "$stamp.new" "$stamp"
}

case "${1:-all}" in
  host) build host "$root/ps/host/bin" ;;
  rehearsal) build rehearsal "$root/ps/rehearsal/bin/Dism" ;;
  all)
    build host "$root/ps/host/bin" &
    build rehearsal "$root/ps/rehearsal/bin/Dism"
    wait "$!"
    ;;
  *)
    echo "usage: build-ps.sh [host|rehearsal]" >&2
    exit 2
    ;;
esac
