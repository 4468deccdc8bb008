#!/usr/bin/env bash
# Measures: micro-benchmarks of the rooms, then the server as a client sees it. Figures with their conditions
# are kept in bench/RESULTS.md.
set -euo pipefail
vitrine=$(realpath "$1")
cd "$(dirname "$0")/.."
source scripts/environment.sh
export VITRINE_SOURCE_DIR=$PWD
cmake --preset bench >/dev/null
cmake --build build/bench -j "$(nproc)" >/dev/null
for bench in build/bench/src/*/*_bench; do
  echo "== $(basename "$bench")"
  "$bench" --benchmark_counters_tabular=true 2>/dev/null || echo "failed: $bench"
done
echo "== server"
node bench/serve.mjs "$vitrine"
echo "== page"
node bench/page.mjs "$vitrine"
