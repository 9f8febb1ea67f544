#!/usr/bin/env bash
# Services lab media from beginning to end with the rehearsal. A second run shows what the first one made.
# Usage: demo.sh [--fresh]     --fresh removes lab/ and starts over
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

lab="$root/lab"
command=(node "$root/dist/cli/main.js")

case "${1:-}" in
  '') ;;
  --fresh)
    if grep -qF " $lab/" /proc/mounts 2>/dev/null; then
      say "demo: something is still mounted below $lab; dismount it first (grep $lab /proc/mounts)"
      exit 1
    fi
    rm -rf "$lab"
    ;;
  *)
    say "usage: demo.sh [--fresh]"
    exit 2
    ;;
esac

bash "$root/scripts/setup.sh"

# The summary of a finished output, the same that `service` prints at its end.
show_result() {
  node --input-type=module - "$1" "$root" <<'JS'
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [file, root] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${root}/dist/${path}`).href);
const [{ resultText }, { createStyle }] = await Promise.all([load('cli/render/result-text.js'), load('cli/render/style.js')]);
console.log(resultText(JSON.parse(readFileSync(file, 'utf8')), createStyle(false), 100));
JS
}

if [ ! -d "$lab/media" ] || [ ! -d "$lab/updates" ]; then
  say "Making lab media and updates in $lab"
  rm -rf "$lab/media" "$lab/updates"
  "${command[@]}" lab --build 17134 --output "$lab"
fi

if [ -f "$lab/output/result.json" ]; then
  echo "Already serviced: $lab/output is from an earlier run. Start over with: bash scripts/demo.sh --fresh"
  echo
  show_result "$lab/output/result.json"
else
  "${command[@]}" service --media "$lab/media" --updates "$lab/updates" --output "$lab/output" --backend rehearsal --netfx3 --yes
fi

cat <<END

Media before    $lab/media
Media after     $lab/output/media
Result          $lab/output/result.json
Report          $lab/output/report.html

See for yourself, with tools that are not ours:
  wimlib-imagex info "$lab/output/media/sources/install.wim"
  wimlib-imagex dir "$lab/output/media/sources/install.wim" 1 --path=/Windows/servicing/Packages
  wimlib-imagex dir "$lab/media/sources/install.wim" 1 --path=/Windows/servicing/Packages
  wimlib-imagex verify "$lab/output/media/sources/boot.wim"
END
