// Known-item search over the papers: how far up a query finds the one row that it was made from.
// Mean reciprocal rank in the top 10; `half_0` and `half_1` are the queries at even and odd places:
// choices are made on the first and must hold on the second. Skips visibly where the papers are
// missing.
//
// Quality/tldr: the 779 TL;DRs, title and abstract indexed, the title at three times the weight, as
// an import does it.
// Quality/keywords: the `keywords` of papers outside IJCAI, whose labels are a taxonomy's.
// Quality/title: 2,000 titles, abstracts alone indexed.
// The second argument is adjacency off or on.
//
//   VITRINE_SOURCE_DIR=$PWD build/bench/src/text/text_bench --benchmark_filter=Quality

#include <benchmark/benchmark.h>

#include <algorithm>
#include <optional>
#include <random>

#include "text/index.h"
#include "text/testing/papers.h"

namespace vitrine::text {
namespace {

struct KnownItem {
  std::string query;
  std::uint32_t row;
};

fs::path quality_path(bool titles) {
  return fs::temp_directory_path() / (titles ? "quality_titles.idx" : "quality_abstracts.idx");
}

TextIndex build(bool titles) {
  std::vector<TextField> fields = {{"abstract"}};
  if (titles) fields.push_back({"title", 3.0F});
  Result<IndexWriter> writer = IndexWriter::create(quality_path(titles), fields);
  for (std::uint32_t row = 0; row < papers().size(); ++row) {
    writer->add(row, 0, papers()[row].abstract);
    if (titles) writer->add(row, 1, papers()[row].title);
  }
  if (!writer->finish(static_cast<std::uint32_t>(papers().size()))) std::abort();
  Result<TextIndex> index = TextIndex::open(quality_path(titles));
  if (!index) std::abort();
  fs::remove(quality_path(titles));
  return *std::move(index);
}

const TextIndex& index_of(bool titles) {
  static const TextIndex with_titles = build(true);
  static const TextIndex without = build(false);
  return titles ? with_titles : without;
}

std::vector<KnownItem> items_of(std::int64_t set) {
  std::vector<KnownItem> items;
  for (std::uint32_t row = 0; row < papers().size(); ++row) {
    const Paper& paper = papers()[row];
    if (set == 0 && !paper.tldr.empty()) items.push_back({paper.tldr, row});
    if (set == 1 && !paper.keywords.empty() && paper.venue.find("IJCAI") == std::string::npos)
      items.push_back({paper.keywords, row});
    if (set == 2 && !paper.title.empty() && !paper.abstract.empty())
      items.push_back({paper.title, row});
  }
  if (set == 2) {
    std::ranges::shuffle(items, std::mt19937(7));
    items.resize(std::min<std::size_t>(items.size(), 2000));
  }
  return items;
}

double reciprocal_rank(const TextIndex& index, const KnownItem& item, bool adjacency) {
  const Result<TextResults> found = index.search(TextQuery{item.query, adjacency, false}, 10);
  for (std::size_t rank = 0; rank < found->hits.size(); ++rank) {
    if (found->hits[rank].row == item.row) return 1.0 / static_cast<double>(rank + 1);
  }
  return 0;
}

void Quality(benchmark::State& state) {
  if (papers().empty()) return state.SkipWithError("papers.jsonl.zst is missing");
  const TextIndex& index = index_of(state.range(0) != 2);
  const std::vector<KnownItem> items = items_of(state.range(0));
  double sums[2] = {0, 0};
  for (auto _ : state) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      sums[i % 2] += reciprocal_rank(index, items[i], state.range(1) != 0);
    }
  }
  const auto count = static_cast<double>(items.size());
  state.counters["MRR"] = (sums[0] + sums[1]) / count;
  state.counters["half_0"] = sums[0] / static_cast<double>((items.size() + 1) / 2);
  state.counters["half_1"] = sums[1] / static_cast<double>(items.size() / 2);
  state.counters["queries"] = count;
  static constexpr const char* kSets[] = {"tldr", "keywords", "title"};
  state.SetLabel(kSets[state.range(0)]);
}
BENCHMARK(Quality)
    ->ArgNames({"set", "adjacency"})
    ->ArgsProduct({{0, 1, 2}, {0, 1}})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace vitrine::text
