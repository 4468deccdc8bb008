#!/usr/bin/env bash
# cold_checks.sh VITRINE DATASET QUERY: what verifying files on their first use costs the first search of a process, with
# the files in memory, and with nothing in memory where this may be asked of the kernel (as root). Medians of 9.
set -euo pipefail
vitrine=$1 dataset=$2 query=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
gcc -O2 -shared -fPIC "$(dirname "$0")/hash_time.c" -o "$folder/hash_time.so" -ldl

ask() { # prints MB checked, ms of checking, ms of CPU, ms of the clock
  local begun=$(date +%s%N)
  LD_PRELOAD=$folder/hash_time.so "$vitrine" search "$dataset" "$query" 2>&1 >/dev/null | tail -1 | tr '\n' ' '
  echo $((($(date +%s%N) - begun) / 1000)) | sed 's/...$/.&/'
}
report() {
  local column
  echo "$1: $(for column in 1 2 3 4; do sort -n -k$column,$column "$folder/times" | awk -v c=$column 'NR == 5 { print $c }'; done | xargs printf '%s MB checked in %s ms of %s ms of CPU and %s ms by the clock')"
}

ask >/dev/null
for _ in {1..9}; do ask; done >"$folder/times"
report "files in memory"
if echo 3 2>/dev/null >/proc/sys/vm/drop_caches; then
  for _ in {1..9}; do echo 3 >/proc/sys/vm/drop_caches; ask; done >"$folder/times"
  report "files on disk"
fi
