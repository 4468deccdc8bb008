// Cells to JSON: vectors (the unit is a float) and a row of a bibliography.
#include "duck/json_cell.h"

#include <benchmark/benchmark.h>

#include "duck/database.h"

namespace vitrine::duck {
namespace {

/// Prints every cell of the query's rows, again and again; returns the cells printed.
std::int64_t print_all(benchmark::State& state, const char* sql) {
  Result<Database> database = Database::open({.threads = 1});
  Result<Connection> connection = Connection::open(*database);
  Result<QueryResult> result = connection->query(sql);
  std::vector<Chunk> chunks(1);
  while (*result->next(chunks.back())) chunks.emplace_back();
  std::int64_t cells = 0;
  std::string out;
  for ([[maybe_unused]] auto _ : state) {
    out.clear();
    for (const Chunk& chunk : chunks) {
      for (std::size_t row = 0; row < chunk.rows(); ++row) {
        for (std::size_t i = 0; i < chunk.columns(); ++i, ++cells) {
          append_cell_json(out, chunk.column(i), row, result->features()[i].type);
        }
      }
    }
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(out.size()));
  return cells;
}

void vectors(benchmark::State& state) {
  const std::int64_t cells = print_all(state,
                                       "SELECT list_transform(range(768), lambda x: sin(x * 7 + i) "
                                       "/ 20)::FLOAT[768] FROM range(100) t(i)");
  state.SetItemsProcessed(cells * 768);
}
BENCHMARK(vectors);

void bibliography(benchmark::State& state) {
  const std::int64_t cells = print_all(
      state,
      "SELECT i AS id, 'A title of some seventy characters, as papers have, number ' || i AS "
      "title, "
      "['First Author', 'Second Author', 'Third Author'] AS authors, 'Oral' AS type, "
      "repeat('An abstract is plain text; it has \"quotes\" now and then. ', 24) AS abstract, "
      "2025 AS year FROM range(2000) t(i)");
  state.SetItemsProcessed(cells);
}
BENCHMARK(bibliography);

}  // namespace
}  // namespace vitrine::duck
