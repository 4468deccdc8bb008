// Import of 92,299 papers beside DuckDB's own conversion of the same file to Parquet, in one run,
// so that the ratio means something on a noisy machine. Needs ../shared/data/papers.jsonl.zst.

#include <benchmark/benchmark.h>

#include <cstdlib>

#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"

namespace vitrine::ingest {
namespace {

fs::path papers() {
  const char* root =
      std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe): one thread
  return fs::path(root == nullptr ? "." : root) / ".." / "shared" / "data" / "papers.jsonl.zst";
}

fs::path scratch() {
  return fs::temp_directory_path() / "vitrine_import_bench";
}

void duckdb_converts_to_parquet(benchmark::State& state) {
  if (!fs::exists(papers())) {
    state.SkipWithError("papers.jsonl.zst is missing");
    return;
  }
  fs::create_directories(scratch());
  for (auto _ : state) {
    Result<duck::Database> database = duck::Database::open();
    Result<duck::Connection> connection = duck::Connection::open(*database);
    const Status done =
        connection->execute("COPY (SELECT * FROM read_json(" + quote_literal(papers().string()) +
                            ", format='newline_delimited')) TO " +
                            quote_literal((scratch() / "duckdb.parquet").string()) +
                            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)");
    if (!done) state.SkipWithError(done.error().message().c_str());
  }
  fs::remove_all(scratch());
}

void vitrine_imports(benchmark::State& state) {
  const std::vector<std::string> arguments = {papers().string()};
  for (auto _ : state) {
    state.PauseTiming();
    fs::remove_all(scratch());
    state.ResumeTiming();
    const Result<store::Library> library = store::Library::open(scratch());
    const Result<source::Source> source = source::resolve_source(arguments);
    if (!source) {
      state.SkipWithError("papers.jsonl.zst is missing");
      return;
    }
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    if (!outcome) state.SkipWithError(outcome.error().message().c_str());
  }
  fs::remove_all(scratch());
}

BENCHMARK(duckdb_converts_to_parquet)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);
BENCHMARK(vitrine_imports)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(5);

}  // namespace
}  // namespace vitrine::ingest
