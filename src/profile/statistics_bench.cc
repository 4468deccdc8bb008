// The profile of a synthetic bibliography, and of the reference papers where they are at hand.
#include "profile/statistics.h"

#include <benchmark/benchmark.h>

#include <cstdlib>

#include "duck/types.h"

namespace vitrine::profile {
namespace {

void profile(benchmark::State& state, const std::string& source) {
  Result<duck::Database> database = duck::Database::open({.threads = 2});
  Result<duck::Connection> connection = duck::Connection::open(*database);
  const fs::path file = fs::temp_directory_path() / "vitrine_statistics_bench.parquet";
  const Status written =
      connection->execute("COPY (" + source + ") TO " + quote_literal(file.string()) +
                          " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)");
  if (!written) {
    state.SkipWithError(written.error().message().c_str());
    return;
  }
  const std::string relation = "read_parquet(" + quote_literal(file.string()) + ")";
  const Result<schema::Features> features = connection->describe("FROM " + relation);
  std::uint64_t rows = 0;
  for ([[maybe_unused]] auto _ : state) {
    rows = profile_split(*connection, {relation, *features, ""})->num_rows;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  fs::remove(file);
}

void synthetic(benchmark::State& state) {
  profile(state,
          "SELECT i AS id, 'A title that is number ' || i AS title, ['author ' || (i % 5000), "
          "'author ' || (i * 7 % 9000)] AS authors, (i % 3)::VARCHAR AS type, sin(i) AS score, "
          "DATE '2020-01-01'::TIMESTAMP + to_hours(i) AS seen FROM range(100000) t(i)");
}
BENCHMARK(synthetic)->Unit(benchmark::kMillisecond)->UseRealTime();

void papers(benchmark::State& state) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");
  const fs::path file = fs::path(root == nullptr ? "." : root) / "../shared/data/papers.jsonl.zst";
  if (!fs::exists(file)) {
    state.SkipWithError("the reference papers are not at hand");
    return;
  }
  profile(state, "FROM read_json(" + quote_literal(file.string()) +
                     ", format = 'newline_delimited', sample_size = -1)");
}
BENCHMARK(papers)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace vitrine::profile
