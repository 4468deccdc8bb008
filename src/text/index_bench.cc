// Builds and searches the text index over the 92,299 papers of ../shared/data/papers.jsonl.zst
// (found through VITRINE_SOURCE_DIR, unpacked by the zstd program); skips visibly where they are
// missing.
//
// Build/<columns>/<threads>: all fields of a row added and the file finished; counters: index size,
// words. Search/<columns>/<class>: one query per iteration, top 10 with the exact total, median and
// 99th percentile of the thread's CPU time. Classes: 2-3 keywords, titles, TL;DRs (what docs call
// kw, title, tldr).
//
//   VITRINE_SOURCE_DIR=$PWD build/bench/src/text/text_bench

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <optional>
#include <random>
#include <thread>

#include "text/highlight.h"
#include "text/index.h"
#include "text/testing/papers.h"

namespace vitrine::text {
namespace {

std::size_t num_columns(const benchmark::State& state) {
  return state.range(0) == 0 ? 2 : 9;
}

fs::path index_path(std::size_t columns) {
  return fs::temp_directory_path() / ("text_bench_" + std::to_string(columns) + ".idx");
}

constexpr std::size_t kBatch = 2048;  ///< Rows that a thread takes at a time, as an import does.

void add_papers(IndexWriter& writer, std::size_t columns, std::size_t begin, std::size_t end,
                std::size_t shard) {
  for (std::size_t row = begin; row < end; ++row) {
    const Paper& paper = papers()[row];
    const auto r = static_cast<std::uint32_t>(row);
    writer.add(r, 0, paper.title, shard);
    writer.add(r, 1, paper.abstract, shard);
    if (columns == 2) continue;
    writer.add(r, 2, paper.keywords, shard);
    writer.add(r, 3, paper.tldr, shard);
    writer.add(r, 4, paper.venue, shard);
    for (std::size_t i = 0; i < paper.links.size(); ++i)
      writer.add(r, 5 + i, paper.links[i], shard);
    for (const std::string& author : paper.authors) writer.add(r, 8, author, shard);
  }
}

/// Title and abstract, or every column.
void build_index(std::size_t columns, std::size_t threads = 1) {
  std::vector<TextField> fields = {{"title", 3.0F}, {"abstract"}};
  for (std::size_t c = 2; c < columns; ++c) fields.push_back({"column " + std::to_string(c)});
  IndexOptions options;
  options.memory_bytes = 1ULL << 30U;
  options.shards = threads;
  Result<IndexWriter> writer = IndexWriter::create(index_path(columns), fields, options);
  std::vector<std::jthread> running;
  for (std::size_t shard = 0; shard < threads; ++shard) {
    running.emplace_back([&, shard] {
      for (std::size_t r = shard * kBatch; r < papers().size(); r += threads * kBatch)
        add_papers(*writer, columns, r, std::min(r + kBatch, papers().size()), shard);
    });
  }
  running.clear();
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
  for (auto _ : state) build_index(num_columns(state), static_cast<std::size_t>(state.range(1)));
  const TextIndex& index = index_of(num_columns(state));
  state.counters["MB"] = static_cast<double>(index.size_bytes()) / 1e6;
  state.counters["terms"] = static_cast<double>(index.num_terms());
}
BENCHMARK(Build)
    ->ArgNames({"all_columns", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kSecond)
    ->MeasureProcessCPUTime()
    ->Iterations(3);

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

/// What a page of 100 hits costs beside its search: 0 why each row was found, 1 the snippet of each
/// abstract with its marks, 2 marks in title and abstract.
void Page(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  const TextIndex& index = index_of(2);
  const TextQuery query{"graph neural networks for molecules"};
  const Result<TextResults> found = index.search(query, 100);
  const QueryNames names = {{"title", "abstract"}, {}};
  for (auto _ : state) {
    if (state.range(0) == 0) {
      benchmark::DoNotOptimize(index.explain(query, found->hits));
      continue;
    }
    Result<Highlighter> highlighter = Highlighter::create(query.text, index.language(), names);
    for (const TextHit& hit : found->hits) {
      const Paper& paper = papers()[hit.row];
      if (state.range(0) == 1) {
        benchmark::DoNotOptimize(highlighter->snippet(paper.abstract, "abstract", 200));
      } else {
        benchmark::DoNotOptimize(highlighter->spans(paper.title, "title"));
        benchmark::DoNotOptimize(highlighter->spans(paper.abstract, "abstract"));
      }
    }
  }
  static constexpr std::array kWhat = {"explain", "snippet", "spans"};
  state.SetLabel(kWhat[static_cast<std::size_t>(state.range(0))]);
}
BENCHMARK(Page)->ArgName("what")->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

/// Titles and abstracts eleven times over, 1,015,289 rows: top 10 of 2 to 3 keywords.
void MillionRows(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  constexpr std::size_t kCopies = 11;
  const fs::path path = fs::temp_directory_path() / "text_bench_million.idx";
  Result<IndexWriter> writer = IndexWriter::create(path, {{"title", 3.0F}, {"abstract"}});
  const std::size_t num_rows = papers().size() * kCopies;
  for (std::size_t row = 0; row < num_rows; ++row) {
    const Paper& paper = papers()[row % papers().size()];
    writer->add(static_cast<std::uint32_t>(row), 0, paper.title);
    writer->add(static_cast<std::uint32_t>(row), 1, paper.abstract);
  }
  if (!writer->finish(static_cast<std::uint32_t>(num_rows))) std::abort();
  const Result<TextIndex> index = TextIndex::open(path);
  if (!index) std::abort();
  const std::vector<std::string> texts = queries(0);
  std::vector<double> times;
  for (auto _ : state) {
    for (const std::string& text : texts) {
      const double start = cpu_microseconds();
      benchmark::DoNotOptimize(index->search(text, 10));
      times.push_back(cpu_microseconds() - start);
    }
  }
  std::ranges::sort(times);
  state.counters["p50_us"] = times[times.size() / 2];
  state.counters["p99_us"] = times[times.size() * 99 / 100];
  state.counters["MB"] = static_cast<double>(index->size_bytes()) / 1e6;
  fs::remove(path);
}
BENCHMARK(MillionRows)->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vitrine::text
