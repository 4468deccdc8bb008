// Builds and searches the text index over the 92,299 papers of ../shared/data/papers.jsonl.zst
// (found through VITRINE_SOURCE_DIR, unpacked by the zstd program); skips visibly where they are
// missing.
//
// Build/<columns>: all fields of a row added and the file finished; counters: index size, words.
// Search/<columns>/<class>: one query per iteration, top 10 with the exact total, median and 99th
// percentile of the thread's CPU time. Classes: 2-3 keywords, titles, TL;DRs (what docs call kw,
// title, tldr). Quality: known-item search by TL;DR over title and abstract, mean reciprocal rank
// of the paper in the top 10.
//
//   VITRINE_SOURCE_DIR=$PWD build/bench/src/text/text_bench

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>

#include "base/json_parse.h"
#include "text/index.h"

namespace vitrine {
namespace {

constexpr std::array kColumns = {"title", "abstract", "keywords", "TL;DR",    "authors",
                                 "venue", "type",     "arxiv_id", "paper_url"};
constexpr std::size_t kTitle = 0;
constexpr std::size_t kKeywords = 2;
constexpr std::size_t kTldr = 3;

using Row = std::array<std::vector<std::string>, kColumns.size()>;

Row parse_row(std::string_view line) {
  Row row;
  const boost::json::value value = *parse_json(line);
  for (std::size_t c = 0; c < kColumns.size(); ++c) {
    const boost::json::value* cell = find_member(value, kColumns[c]);
    if (cell == nullptr) continue;
    if (cell->is_string()) row[c].emplace_back(cell->get_string());
    if (!cell->is_array()) continue;
    for (const boost::json::value& member : cell->get_array()) {
      row[c].emplace_back(member.get_string());
    }
  }
  return row;
}

std::vector<Row> read_papers() {
  std::vector<Row> rows;
  const char* source = std::getenv("VITRINE_SOURCE_DIR");
  const fs::path path =
      fs::path(source == nullptr ? "." : source) / "../shared/data/papers.jsonl.zst";
  if (!fs::exists(path)) return rows;
  std::FILE* pipe = popen(("zstd -dc '" + path.string() + "'").c_str(), "r");
  char* line = nullptr;
  std::size_t capacity = 0;
  for (ssize_t size = 0; (size = getline(&line, &capacity, pipe)) > 0;) {
    rows.push_back(parse_row(std::string_view(line, static_cast<std::size_t>(size))));
  }
  std::free(line);
  pclose(pipe);
  return rows;
}

const std::vector<Row>& papers() {
  static const std::vector<Row> rows = read_papers();
  return rows;
}

std::size_t num_columns(const benchmark::State& state) {
  return state.range(0) == 0 ? 2 : 9;
}

fs::path index_path(std::size_t columns) {
  return fs::temp_directory_path() / ("text_bench_" + std::to_string(columns) + ".idx");
}

void build_index(std::size_t columns) {
  std::vector<TextField> fields;
  for (std::size_t c = 0; c < columns; ++c) fields.push_back({kColumns[c]});
  IndexOptions options;
  options.memory_bytes = 1ULL << 30U;
  Result<IndexWriter> writer = IndexWriter::create(index_path(columns), fields, options);
  for (std::uint32_t r = 0; r < papers().size(); ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      for (const std::string& value : papers()[r][c]) writer->add(r, c, value);
    }
  }
  if (!writer->finish(static_cast<std::uint32_t>(papers().size()))) std::abort();
}

const TextIndex& index_of(std::size_t columns) {
  static std::array<std::optional<TextIndex>, kColumns.size() + 1> indexes;
  if (!indexes[columns]) {
    build_index(columns);
    Result<TextIndex> index = TextIndex::open(index_path(columns));
    if (!index) std::abort();
    indexes[columns].emplace(*std::move(index));
  }
  return *indexes[columns];
}

/// At most `count` of the texts, the same ones every time.
std::vector<std::string> sample(std::vector<std::string> texts, std::size_t count) {
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  std::ranges::shuffle(texts, std::mt19937(42));
  texts.resize(std::min(texts.size(), count));
  return texts;
}

std::vector<std::string> queries(std::int64_t kind) {
  std::vector<std::string> texts;
  for (const Row& row : papers()) {
    const std::size_t column = kind == 0 ? kKeywords : kind == 1 ? kTitle : kTldr;
    for (const std::string& value : row[column]) {
      if (kind != 0) {
        texts.push_back(value);
        continue;
      }
      for (std::size_t at = 0; at < value.size();) {
        const std::size_t comma = std::min(value.find(',', at), value.size());
        std::string phrase = value.substr(at, comma - at);
        phrase.erase(0, phrase.find_first_not_of(' '));
        const auto spaces = std::ranges::count(phrase, ' ');
        if (spaces == 1 || spaces == 2) texts.push_back(phrase);
        at = comma + 1;
      }
    }
  }
  return sample(std::move(texts), 334);
}

double cpu_microseconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

void Build(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  for (auto _ : state) build_index(num_columns(state));
  const TextIndex& index = index_of(num_columns(state));
  state.counters["MB"] = static_cast<double>(index.size_bytes()) / 1e6;
  state.counters["terms"] = static_cast<double>(index.num_terms());
}
BENCHMARK(Build)->ArgName("all_columns")->Arg(0)->Arg(1)->Unit(benchmark::kSecond)->Iterations(3);

void Open(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  index_of(num_columns(state));
  for (auto _ : state) benchmark::DoNotOptimize(TextIndex::open(index_path(num_columns(state))));
}
BENCHMARK(Open)->ArgName("all_columns")->Arg(1)->Unit(benchmark::kMillisecond);

void Search(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  const TextIndex& index = index_of(num_columns(state));
  const std::vector<std::string> texts = queries(state.range(1));
  const auto limit = static_cast<std::size_t>(state.range(2));
  for (const std::string& text : texts) benchmark::DoNotOptimize(index.search(text, limit));
  std::vector<double> times;
  for (auto _ : state) {
    const double start = cpu_microseconds();
    benchmark::DoNotOptimize(index.search(texts[times.size() % texts.size()], limit));
    times.push_back(cpu_microseconds() - start);
  }
  std::ranges::sort(times);
  state.counters["p50_us"] = times[times.size() / 2];
  state.counters["p99_us"] = times[times.size() * 99 / 100];
}
BENCHMARK(Search)
    ->ArgNames({"all_columns", "class", "limit"})
    ->ArgsProduct({{0, 1}, {0, 1, 2}, {10}})
    ->Args({1, 2, 1 << 20})
    ->Unit(benchmark::kMicrosecond);

/// What cannot be cheap: a word that is in no row (0), 100 kB of abstracts as the query (1), a
/// phrase of common words (2), a short prefix (3).
void Heavy(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  const TextIndex& index = index_of(num_columns(state));
  std::string hostile;
  for (std::size_t r = 0; hostile.size() < 100000; r += 97) {
    for (const std::string& value : papers()[r][1]) hostile += value + " ";
  }
  const std::array<std::string, 4> texts = {"nueralnetwrok", hostile, "\"of the\"", "co*"};
  const std::string& text = texts[static_cast<std::size_t>(state.range(1))];
  std::uint64_t total = 0;
  for (auto _ : state) total = index.search(text, 10)->total;
  state.counters["total"] = static_cast<double>(total);
}
BENCHMARK(Heavy)
    ->ArgNames({"all_columns", "query"})
    ->ArgsProduct({{1}, {0, 1, 2, 3}})
    ->Unit(benchmark::kMillisecond);

void Quality(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  const TextIndex& index = index_of(2);
  double reciprocal_ranks = 0;
  double count = 0;
  for (auto _ : state) {
    for (std::uint32_t r = 0; r < papers().size(); ++r) {
      for (const std::string& text : papers()[r][kTldr]) {
        const Result<TextResults> found = index.search(text, 10);
        for (std::size_t rank = 0; rank < found->hits.size(); ++rank) {
          if (found->hits[rank].row == r) reciprocal_ranks += 1.0 / static_cast<double>(rank + 1);
        }
        ++count;
      }
    }
  }
  state.counters["MRR@10"] = reciprocal_ranks / count;
  state.counters["queries"] = count;
}
BENCHMARK(Quality)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace vitrine
