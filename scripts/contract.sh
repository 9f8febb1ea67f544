#!/usr/bin/env bash
# Compares the rehearsal with the documented contract of the Dism module. Usage: contract.sh [--json]
# Only the result goes to standard output; exit code 1 when something is missing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

bash scripts/build-ps.sh >&2
compile build-test test/tsconfig.json "$root/build-test" src test scripts >&2
exec node build-test/scripts/contract.js "$@"
