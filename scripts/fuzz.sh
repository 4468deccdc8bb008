#!/usr/bin/env bash
# fuzz.sh SECONDS [TARGET...]: each fuzz target for so long (0: its inputs once and no others), from its seeds
# (fuzz/seeds/TARGET.txt, one input a line, escaped as printf's %b reads it) and what earlier runs found (FUZZ_CORPUS,
# build/fuzz/corpus by default). Without targets: all; FUZZ_JOBS at a time. FUZZ_SEED chooses the inputs: with one, and an
# empty corpus, the same code is tried with the same inputs everywhere, as far as its time goes; by default chance does.
# FUZZ_INPUTS ends a target after so many inputs too, so that a faster machine tries no others.
# An input that fails is left in build/fuzz/failures with the command that repeats it.
set -euo pipefail
cd "$(dirname "$0")/.."
limits=("-max_total_time=$1" "-runs=${FUZZ_INPUTS:--1}")
if (($1 == 0)); then limits=(-runs=0); fi
shift
targets=("$@")
if ((${#targets[@]} == 0)); then
  for source in fuzz/*_fuzz.cc; do targets+=("$(basename "$source" _fuzz.cc)"); done
fi
all_corpora=${FUZZ_CORPUS:-build/fuzz/corpus}
jobs=${FUZZ_JOBS:-1}
seed=${FUZZ_SEED:-0}

unpack_seeds() { # TARGET FOLDER
  local line number=0
  mkdir -p "$2"
  [[ -f fuzz/seeds/$1.txt ]] || return 0
  while IFS= read -r line; do
    printf '%b' "$line" >"$2/seed-$((number++))"
  done <"fuzz/seeds/$1.txt"
}

run_target() { # TARGET
  local target=$1 status=passed seeds inputs corpus=$all_corpora/$1 log=build/fuzz/$1.log
  seeds=$(mktemp -d)
  mkdir -p "$corpus"
  unpack_seeds "$target" "$seeds"
  # A size that the target would not grow to by itself keeps the inputs small, and the minute useful.
  UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "build/fuzz/fuzz/${target}_fuzz" "$corpus" "$seeds" \
    "${limits[@]}" -seed="$seed" -max_len=4096 -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/failures/$target-" >"$log" 2>&1 || status=failed
  rm -rf "$seeds"
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf 'fuzz %-18s %s after %s inputs\n' "$target" "$status" "${inputs:-some}"
  [[ $status == failed ]] || return 0
  grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" || tail -n 20 "$log"
  echo "repeat: build/fuzz/fuzz/${target}_fuzz FILE"
  return 1
}

failed=0
running=0
mkdir -p build/fuzz/failures
for target in "${targets[@]}"; do
  if ((running == jobs)); then
    wait -n || failed=1
    running=$((running - 1))
  fi
  run_target "$target" &
  running=$((running + 1))
done
for ((; running > 0; --running)); do wait -n || failed=1; done
exit $failed
