// Builds and searches the text index over the 92,299 papers of ../shared/data/papers.jsonl.zst
// (found through VITRINE_SOURCE_DIR, unpacked by the zstd program); skips visibly where they are
// missing.
//
// Build/<columns>: all fields of a row added and the file finished; counters: index size, words.
// Search/<columns>/<class>: one query per iteration, top 10 with the exact total, median and 99th
// percentile of the thread's CPU time. Classes: 2-3 keywords, titles, TL;DRs (what docs call kw,
// title, tldr).
//
//   VITRINE_SOURCE_DIR=$PWD build/bench/src/text/text_bench

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <optional>
#include <random>

#include "text/index.h"
#include "text/testing/papers.h"

namespace vitrine {
namespace {

std::size_t num_columns(const benchmark::State& state) {
  return state.range(0) == 0 ? 2 : 9;
}

fs::path index_path(std::size_t columns) {
  return fs::temp_directory_path() / ("text_bench_" + std::to_string(columns) + ".idx");
}

/// Title and abstract, or every column.
void build_index(std::size_t columns) {
  std::vector<TextField> fields = {{"title", 3.0F}, {"abstract"}};
  for (std::size_t c = 2; c < columns; ++c) fields.push_back({"column " + std::to_string(c)});
  IndexOptions options;
  options.memory_bytes = 1ULL << 30U;
  Result<IndexWriter> writer = IndexWriter::create(index_path(columns), fields, options);
  for (std::uint32_t r = 0; r < papers().size(); ++r) {
    const Paper& paper = papers()[r];
    writer->add(r, 0, paper.title);
    writer->add(r, 1, paper.abstract);
    if (columns == 2) continue;
    writer->add(r, 2, paper.keywords);
    writer->add(r, 3, paper.tldr);
    writer->add(r, 4, paper.venue);
    for (std::size_t i = 0; i < paper.links.size(); ++i) writer->add(r, 5 + i, paper.links[i]);
    for (const std::string& author : paper.authors) writer->add(r, 8, author);
  }
  if (!writer->finish(static_cast<std::uint32_t>(papers().size()))) std::abort();
}

const TextIndex& index_of(std::size_t columns) {
  static std::array<std::optional<TextIndex>, 10> indexes;
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
  for (const Paper& paper : papers()) {
    if (kind == 0) std::ranges::move(keyword_phrases(paper), std::back_inserter(texts));
    if (kind == 1) texts.push_back(paper.title);
    if (kind == 2 && !paper.tldr.empty()) texts.push_back(paper.tldr);
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
    hostile += papers()[r].abstract + " ";
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

}  // namespace
}  // namespace vitrine
