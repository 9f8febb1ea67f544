#!/usr/bin/env bash
# Gets the PowerShell 7 of .config/dotnet-tools.json for the tests, where none is on PATH, and puts a `pwsh` that starts it into
# node_modules/.cache/offline-servicing/pwsh. Never fails: without it the tests use the project's own host only, and say so.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

manifest="$root/.config/dotnet-tools.json"
program="$stamps/pwsh/pwsh"

fetch() {
  local version packages library
  cd "$root"
  timeout 120 dotnet tool restore >/dev/null 2>&1 || return 1
  version="$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).tools.powershell.version' "$manifest")"
  packages="$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')"
  library="$(find "${packages%/}/powershell/$version/tools" -path '*/unix/pwsh.dll' -print -quit)"
  [ -n "$library" ] || return 1
  mkdir -p "$(dirname "$program")"
  # Started by exec, unlike the tool's own launcher, so that the process that a test kills is the PowerShell.
  printf '#!/bin/sh\nexec dotnet %q "$@"\n' "$library" >"$program.new"
  chmod +x "$program.new"
  mv "$program.new" "$program"
}

if command -v pwsh >/dev/null || { [ -x "$program" ] && [ "$program" -nt "$manifest" ]; }; then exit 0; fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
fetch || say "No full PowerShell 7 could be had: tests of the module run on the project's own host only"
