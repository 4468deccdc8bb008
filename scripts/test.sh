#!/usr/bin/env bash
# test.sh BUILD CHECKED: runs every check and test and ends with the counts of all of them. BUILD is what is
# tested; CHECKED is the folder of a second build, by clang with sanitizers, of the rooms that read foreign bytes
# and of the fuzz targets, which is made here. Each suite's own output is kept in BUILD/test-results; only failures are shown.
set -uo pipefail
build=$(cd "$1" && pwd)
checked=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
source scripts/environment.sh
results=$build/test-results
rm -rf "$results" && mkdir -p "$results"
export VITRINE_BINARY=$build/vitrine VITRINE_SOURCE_DIR=$PWD
passed=0 failed=0 skipped=0
read -ra sanitized <<<"$SANITIZED_TESTS" # test programs of CHECKED

# count NAME PASSED FAILED SKIPPED
count() {
  printf '%-22s %5d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4"
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
}

# The number behind `name="` where a JUnit file first has it; 0 if it does not.
attribute() {
  local number
  number=$(grep -oE -m1 "(^|[[:space:]])$1=\"[0-9]+\"" "$2" | head -1 | tr -dc 0-9)
  echo "${number:-0}"
}

run_units() {
  ctest --test-dir "$build" --output-on-failure -j "$(nproc)" --output-junit "$results/unit.xml" >"$results/unit.log" 2>&1
  (cd web && npx --no-install vitest run --reporter=json --outputFile="$results/web-units.json") >"$results/web-units.log" 2>&1
}

tell_units() {
  local report=$results/unit.xml log=$results/unit.log
  if [[ ! -s $report ]]; then
    tail -n 40 "$log"
    count "unit tests" 0 1 0
    return
  fi
  local tests failures skips disabled
  tests=$(attribute tests "$report") failures=$(attribute failures "$report")
  skips=$(attribute skipped "$report") disabled=$(attribute disabled "$report")
  skips=$((skips + disabled))
  ((tests > 0)) || failures=1 # a run without tests is no success
  ((failures == 0)) || sed -n '/The following tests FAILED/,$p' "$log"
  ((skips == 0)) || grep -E '\*\*\*Skipped' "$log"
  count "unit tests" $((tests > 0 ? tests - failures - skips : 0)) "$failures" "$skips"
}

# run_suites FOLDER...: folders of node:test files, one after the other; that of the engine beside nodes of it
run_suites() {
  local folder beside
  for folder in "$@"; do
    beside=()
    [[ $folder != tests/cluster ]] || beside=(node with_nodes.mjs)
    (cd "$folder" && "${beside[@]}" node --test --test-reporter=tap --test-concurrency=1 ./*.test.mjs) >"$(log_of "$folder")" 2>&1
    echo "suite ended with $?" >>"$(log_of "$folder")"
  done
}
log_of() { # FOLDER
  echo "$results/${1//\//-}.log"
}

# tell_suite NAME FOLDER: what run_suites found in the folder
tell_suite() {
  local name=$1 log
  log=$(log_of "$2")
  local ok bad skip
  ok=$(sed -n 's/^# pass //p' "$log" | tail -1) bad=$(sed -n 's/^# fail //p' "$log" | tail -1)
  skip=$(sed -n 's/^# skipped //p' "$log" | tail -1)
  if [[ -z $ok ]] || { ((${bad:-0} == 0)) && ! grep -q '^suite ended with 0$' "$log"; }; then
    tail -n 40 "$log"
    bad=$((${bad:-0} + 1))
  elif ((bad > 0)); then
    grep -B2 -A25 -E '^ *not ok' "$log" | head -120
  fi
  count "$name" "${ok:-0}" "${bad:-0}" "${skip:-0}"
}

# A browser, nodes that come and go, and the making of a root wait half of their time: four lines of suites, and what
# is done behind them, fill two cores.
run_lines() {
  local lines=()
  run_suites tests/web &
  lines+=($!)
  run_suites tests/cluster &
  lines+=($!)
  run_suites tests/api tests/scale &
  lines+=($!)
  run_suites tests/packaging tests/cli
  wait "${lines[@]}"
}
tell_suites() {
  tell_suite "command line tests" tests/cli
  tell_suite "API tests" tests/api
  tell_suite "scale tests" tests/scale
  tell_suite "engine tests" tests/cluster
  tell_suite "package tests" tests/packaging
  tell_suite "browser tests" tests/web
}

tell_web_units() {
  local log=$results/web-units.json
  local ok bad
  ok=$(node -p "require('$log').numPassedTests" 2>/dev/null) bad=$(node -p "require('$log').numFailedTests" 2>/dev/null)
  if [[ -z $ok ]]; then
    tail -n 40 "$results/web-units.log"
    bad=1
  elif ((bad > 0)); then
    tail -n 60 "$results/web-units.log"
  fi
  count "web unit tests" "${ok:-0}" "${bad:-0}" 0
}

# check NAME COMMAND...: one claim about the tree; what it says is told by tell_check, and only where it does not hold
check() {
  local log=$results/${1// /-}.log
  shift
  "$@" >"$log" 2>&1
  echo $? >"${log%.log}.status"
}
tell_check() {
  local log=$results/${1// /-}.log
  if [[ $(cat "${log%.log}.status" 2>/dev/null) == 0 ]]; then
    ((checks_passed += 1))
  else
    echo "check failed: $1"
    tail -n 60 "$log"
    ((checks_failed += 1))
  fi
}
checks_passed=0 checks_failed=0

clang_format() {
  git ls-files -z '*.cc' '*.h' | xargs -0 clang-format-19 --dry-run --Werror
}
page_check() {
  (cd web && npm run --silent check)
}
page_lint() {
  (cd web && npm run --silent lint)
}

checked_build() {
  cmake --build "$checked" -j "$(nproc)" --target "${sanitized[@]}" fuzz_targets
}

# The rooms that read what others wrote, their tests under AddressSanitizer and UBSan, as many rooms at a time as there are cores.
sanitized_tests() {
  local program
  for program in "${sanitized[@]}"; do printf '%s\0' "$checked/src/${program%_test}/$program"; done |
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 xargs -0 -n 1 -P "$(nproc)" sh -c 'exec "$0" --gtest_brief=1'
}

# 5,000 inputs from the seeds alone, the same on every machine, at most a quarter of a minute each; `make fuzz` tries more, and others.
fuzz_targets() {
  local corpus status=0
  corpus=$(mktemp -d)
  FUZZ_CORPUS=$corpus FUZZ_JOBS=4 FUZZ_SEED=1 FUZZ_INPUTS=5000 scripts/fuzz.sh 15 || status=1
  rm -rf "$corpus"
  return $status
}

# Behind the suites, whose browsers and nodes wait for time: they leave a third of the processor to this.
run_behind() { # NICENESS FUNCTION
  renice -n "$1" "$BASHPID" >/dev/null
  "$2"
}
run_checks() {
  check "rooms" python3 scripts/check_rooms.py
  check "switches" python3 scripts/check_switches.py
  check "clang-format" clang_format
  check "svelte-check" page_check
  check "eslint and prettier" page_lint
  check "build with sanitizers" checked_build
  check "sanitizers" sanitized_tests
}
run_behind 5 run_units &
behind=($!)
run_behind 19 run_checks &
behind+=($!)
run_lines
wait "${behind[@]}"
check "fuzz targets" fuzz_targets # its inputs are counted by time, too: with the processor to itself

tell_units
tell_web_units
tell_suites
for name in "rooms" "switches" "clang-format" "svelte-check" "eslint and prettier" "build with sanitizers" "sanitizers" "fuzz targets"; do
  tell_check "$name"
done
count "checks" "$checks_passed" "$checks_failed" 0

echo
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
