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
check_state="$(mktemp)"
check_output="$(mktemp)"
trap 'rm -f "$counts" "$check_state" "$check_output"' EXIT

# The tests begin once they are compiled. Types and lint are checked beside them, which fills what they leave of the processors;
# what is found is said after them.
check=""
if [ ! -d build-test ] || changed_since check src test scripts eslint.config.js package.json package-lock.json tsconfig.json; then
  say "Compiling the tests; types and lint are checked beside them"
  begin_stamp check
  remove_orphans "$root/build-test"
  node scripts/check.mjs "$root/build-test" "$check_state" >"$check_output" 2>&1 &
  check=$!
  until [ -s "$check_state" ] || ! kill -0 "$check" 2>/dev/null; do sleep 0.1; done
fi

wait "$powershell"
# Three at once on two processors: much of what tests of processes do is waiting.
OFFLINE_SERVICING_TEST_COUNTS="$counts" node node_modules/mocha/bin/mocha.js --parallel --jobs 3 --reporter test/support/reporter.cjs "$@" || true
if ! read -r passed broken skipped <"$counts"; then
  say "mocha ended before all tests were done"
  passed=0 broken=1 skipped=0
fi
failed=$((failed + broken))

if [ -n "$check" ]; then
  wait "$check" || true
  found="$(cat "$check_state")"
  [ "$found" = right ] || cat "$check_output" >&2
  case "$found" in
    right) end_stamp check ;;
    types) say "Type check FAILED"; failed=$((failed + 1)) ;;
    lint) say "Lint FAILED"; failed=$((failed + 1)) ;;
    'types lint') say "Type check and lint FAILED"; failed=$((failed + 2)) ;;
    *) say "The check of types and lint ended before it was done"; failed=$((failed + 1)) ;;
  esac
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
