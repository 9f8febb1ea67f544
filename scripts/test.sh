#!/usr/bin/env bash
# Builds everything, lints, checks types, runs all tests. The last line is `N passed, N failed, N skipped`.
# A lint or type error counts as one failure each. Arguments go to mocha, e.g. `test.sh --grep resume`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

failed=0

bash scripts/setup.sh --for-tests || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
bash scripts/test-powershell.sh &
powershell=$!

counts="$(mktemp)"
lint_output="$(mktemp)"
trap 'rm -f "$counts" "$lint_output"' EXIT

# Beside the tests, so that it fills what they leave of the processors; its words come after theirs.
lint=""
if changed_since lint src test scripts eslint.config.js package-lock.json tsconfig.json; then
  say "Linting beside the tests"
  begin_stamp lint
  npm run --silent lint >"$lint_output" 2>&1 &
  lint=$!
fi

compile build-test test/tsconfig.json "$root/build-test" src test scripts \
  || { say "Type check FAILED"; failed=$((failed + 1)); }

wait "$powershell"
OFFLINE_SERVICING_TEST_COUNTS="$counts" node node_modules/mocha/bin/mocha.js --parallel --jobs 2 --reporter test/support/reporter.cjs "$@" || true
if ! read -r passed broken skipped <"$counts"; then
  say "mocha ended before all tests were done"
  passed=0 broken=1 skipped=0
fi
failed=$((failed + broken))

if [ -n "$lint" ]; then
  if wait "$lint"; then end_stamp lint; else cat "$lint_output" >&2; say "Lint FAILED"; failed=$((failed + 1)); fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
