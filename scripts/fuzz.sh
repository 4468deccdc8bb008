#!/usr/bin/env bash
# fuzz.sh SECONDS [TARGET...]: each fuzz target for so long (0: its inputs once and no others), from its seeds
# (fuzz/seeds/TARGET.txt, one input a line, escaped as printf's %b reads it) and what earlier runs found
# (build/fuzz/corpus). Without targets: all.
# An input that fails is left in build/fuzz/failures with the command that repeats it.
set -euo pipefail
cd "$(dirname "$0")/.."
limit=-max_total_time=$1
if (($1 == 0)); then limit=-runs=0; fi
shift
targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in fuzz/*_fuzz.cc; do targets+=("$(basename "$source" _fuzz.cc)"); done
fi

unpack_seeds() { # TARGET FOLDER
  local line number=0
  mkdir -p "$2"
  [[ -f fuzz/seeds/$1.txt ]] || return 0
  while IFS= read -r line; do
    printf '%b' "$line" >"$2/seed-$((number++))"
  done <"fuzz/seeds/$1.txt"
}

failed=0
mkdir -p build/fuzz/failures
for target in "${targets[@]}"; do
  seeds=$(mktemp -d)
  corpus=build/fuzz/corpus/$target log=build/fuzz/$target.log
  mkdir -p "$corpus"
  unpack_seeds "$target" "$seeds"
  status=passed
  # A size that the target would not grow to by itself keeps the inputs small, and the minute useful.
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "build/fuzz/fuzz/${target}_fuzz" "$corpus" "$seeds" \
    "$limit" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/failures/$target-" >"$log" 2>&1 || status=failed
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf 'fuzz %-18s %s after %s inputs\n' "$target" "$status" "${inputs:-some}"
  if [[ $status == failed ]]; then
    failed=1
    grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" || tail -n 20 "$log"
    echo "repeat: build/fuzz/fuzz/${target}_fuzz FILE"
  fi
  rm -rf "$seeds"
done
exit $failed
