# Shared by the scripts in this folder. Sourced, never run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
stamps="$root/node_modules/.cache/offline-servicing"

say() { printf '%s\n' "$*" >&2; }

# True when one of the paths is newer than the stamp, or there is no stamp. Folders count, so a removed file does too.
changed_since() {
  local stamp="$stamps/$1"
  shift
  [ -f "$stamp" ] || return 0
  [ -n "$(find "$@" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Marks work as done, as of the moment when begin_stamp was called: what changes meanwhile is done next time.
begin_stamp() { mkdir -p "$stamps" && touch "$stamps/$1.begun"; }
end_stamp() { mv "$stamps/$1.begun" "$stamps/$1"; }

# Compiles a project into a folder when its sources changed: compile NAME PROJECT OUTPUT [OPTIONS OF THE COMPILER… --] SOURCES…
# Compiled files whose source is gone are removed, so that deleted tests do not live on.
compile() {
  local name="$1" project="$2" output="$3" options=()
  shift 3
  while [ "${1#-}" != "$1" ]; do
    [ "$1" = -- ] || options+=("$1")
    shift
  done
  if [ -d "$output" ] && ! changed_since "$name" "$@" "$root/package.json" "$root"/tsconfig*.json; then return 0; fi
  say "Compiling $name"
  # The compiler believes its notes; without the output they would make it write nothing.
  [ -d "$output" ] || rm -f "$stamps/$name.tsbuildinfo"
  begin_stamp "$name"
  remove_orphans "$output"
  (cd "$root" && node node_modules/typescript/bin/tsc -p "$project" --incremental --tsBuildInfoFile "$stamps/$name.tsbuildinfo" "${options[@]}") || return 1
  end_stamp "$name"
}

# dist/ mirrors src/, build-test/ mirrors the package.
remove_orphans() {
  local output="$1" sources="$root" compiled
  [ -d "$output" ] || return 0
  [ "$(basename "$output")" = dist ] && sources="$root/src"
  while IFS= read -r compiled; do
    local source="$sources/${compiled#"$output"/}"
    [ -f "${source%.js}.ts" ] || [ -f "${source%.js}.tsx" ] || rm -f "$compiled" "$compiled.map" "${compiled%.js}.d.ts"
  done < <(find "$output" -name '*.js' -type f)
}
