// The vector index on the vectors that bench/peers/vectors.py makes, one thread, CPU time of the
// thread: speed always beside recall@10. $VITRINE_VECTORS names the folder.
//
//   Sum, Exact     bytes per second of a plain sum and of exact search over the same memory
//   Build, Open    the index file
//   Search         recall asked for in thousandths -> recall found, queries per second
//   Filtered       the same under each filter: rand1, rand10, iclr, neurips

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "vector/vector_index.h"
#include "vector/vector_index_builder.h"

namespace vitrine::vector {
namespace {

constexpr std::uint32_t kDimension = 768;
constexpr std::size_t kDepth = 100;  // of the exact answers in the files
constexpr std::size_t kLimit = 10;

/// CPU microseconds of this thread: what another guest of the machine does is not counted.
double cpu_microseconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Memory of this process that is not a map of a file.
double anonymous_megabytes() {
  const Result<std::string> status = read_file("/proc/self/status");
  const std::size_t at = status ? status->find("RssAnon:") : std::string::npos;
  return at == std::string::npos ? 0 : std::strtod(status->c_str() + at + 8, nullptr) / 1024;
}

template <typename T>
std::span<const T> values_of(const MappedFile& file) {
  return {reinterpret_cast<const T*>(file.bytes().data()), file.bytes().size() / sizeof(T)};
}

/// What vectors.py wrote.
struct Collection {
  MappedFile base;
  MappedFile queries;
  MappedFile own;
  VectorMatrix<float> matrix;
  fs::path folder;
  std::optional<VectorIndex> index;

  std::size_t num_queries() const { return values_of<std::int64_t>(own).size(); }
  std::span<const float> query(std::size_t i) const {
    return values_of<float>(queries).subspan(i * kDimension, kDimension);
  }
};

fs::path index_path() {
  return fs::temp_directory_path() / "vector_bench.vtq";
}

const Collection* collection() {
  static const std::optional<Collection> kCollection = []() -> std::optional<Collection> {
    const char* const folder = std::getenv("VITRINE_VECTORS");
    if (folder == nullptr) return std::nullopt;
    auto base = MappedFile::open(fs::path(folder) / "base.f32");
    auto queries = MappedFile::open(fs::path(folder) / "queries.f32");
    auto own = MappedFile::open(fs::path(folder) / "own.i64");
    if (!base || !queries || !own) return std::nullopt;
    Collection read{*std::move(base), *std::move(queries), *std::move(own), {}, folder, {}};
    const auto values = values_of<float>(read.base);
    read.matrix = {values, kDimension, values.size() / kDimension, {}};
    if (!build_vector_index(read.matrix, index_path(), {.threads = 2})) return std::nullopt;
    auto index = VectorIndex::open(index_path(), read.matrix);
    if (!index) return std::nullopt;
    read.index.emplace(*std::move(index));
    return read;
  }();
  return kCollection ? &*kCollection : nullptr;
}

constexpr const char* kMissing =
    "$VITRINE_VECTORS has no vectors: bench/peers/vectors.py makes them";

/// How many of the answers, the query's own row left out, are as near as the tenth nearest.
double hits(const Collection& data, std::size_t query, std::span<const float> truth,
            const Neighbours& found) {
  const auto own = static_cast<std::uint64_t>(values_of<std::int64_t>(data.own)[query]);
  const float tenth = truth[query * kDepth + kLimit - 1] - 1e-6F;
  std::size_t taken = 0;
  double count = 0;
  for (const Neighbour& neighbour : found.nearest) {
    if (neighbour.row == own || ++taken > kLimit) continue;
    count += neighbour.similarity >= tenth ? 1 : 0;
  }
  return count;
}

void run_queries(benchmark::State& state, const Collection& data, const std::string& filter,
                 Accuracy accuracy) {
  const auto truth = MappedFile::open(data.folder / ("truth" + filter + ".f32"));
  Result<MappedFile> allowed = MappedFile();
  if (!filter.empty()) allowed = MappedFile::open(data.folder / (filter.substr(1) + ".u64"));
  if (!truth || !allowed) return state.SkipWithError(kMissing);
  std::vector<double> times;
  double found_of_truth = 0;
  const auto ask = [&](std::size_t i) {
    // One more than counted, since the query's own paper is among its nearest.
    return *data.index->search(
        {data.query(i), kLimit + 1, values_of<std::uint64_t>(*allowed), Metric::kCosine, accuracy},
        {});
  };
  for (std::size_t i = 0; i < std::min<std::size_t>(data.num_queries(), 50); ++i) ask(i);
  for (auto _ : state) {
    for (std::size_t i = 0; i < data.num_queries(); ++i) {
      const double start = cpu_microseconds();
      const Neighbours found = ask(i);
      times.push_back(cpu_microseconds() - start);
      found_of_truth += hits(data, i, values_of<float>(*truth), found);
    }
  }
  const auto count = static_cast<double>(times.size());
  state.counters["recall"] = found_of_truth / (count * kLimit);
  state.counters["per_s"] = count * 1e6 / std::accumulate(times.begin(), times.end(), 0.0);
  std::ranges::sort(times);
  state.counters["p50_us"] = times[times.size() / 2];
  state.counters["p99_us"] = times[times.size() * 99 / 100];
  state.counters["anon_MB"] = anonymous_megabytes();
}

/// As fast as memory can be read, with enough sums that no addition waits for another.
[[gnu::target_clones("default,avx2,avx512f")]] float sum_of(std::span<const float> values) {
  using Wide [[gnu::vector_size(64)]] = float;
  Wide sums[4] = {};
  for (std::size_t i = 0; i + 64 <= values.size(); i += 64) {
    for (std::size_t j = 0; j < 4; ++j) {
      Wide read;
      std::memcpy(&read, values.data() + i + j * 16, sizeof read);
      sums[j] += read;
    }
  }
  float total = 0;
  for (const Wide& sum : sums) {
    for (std::size_t lane = 0; lane < 16; ++lane) total += sum[lane];
  }
  return total;
}

void Sum(benchmark::State& state) {
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  const auto values = values_of<float>(data->base);
  for (auto _ : state) benchmark::DoNotOptimize(sum_of(values));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(values.size_bytes()));
}
BENCHMARK(Sum)->Unit(benchmark::kMillisecond);

void Exact(benchmark::State& state) {
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(data->index->search(
        {data->query(i++ % data->num_queries()), kLimit, {}, Metric::kCosine, Accuracy::exact()},
        {}));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(data->base.bytes().size()));
}
BENCHMARK(Exact)->Unit(benchmark::kMillisecond);

void Build(benchmark::State& state) {
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  const fs::path path = index_path().string() + ".again";
  BuildOptions options;
  options.threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state) {
    if (!build_vector_index(data->matrix, path, options)) state.SkipWithError("cannot build");
  }
  state.counters["MB"] = static_cast<double>(fs::file_size(path)) / 1e6;
  fs::remove(path);
}
BENCHMARK(Build)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kSecond)
    ->Iterations(2)
    ->UseRealTime();

void Open(benchmark::State& state) {
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  for (auto _ : state) benchmark::DoNotOptimize(VectorIndex::open(index_path(), data->matrix));
}
BENCHMARK(Open)->Unit(benchmark::kMillisecond);

void Search(benchmark::State& state) {
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  run_queries(state, *data, "", Accuracy::recall(static_cast<double>(state.range(0)) / 1000));
}
BENCHMARK(Search)
    ->ArgName("recall")
    ->Arg(900)
    ->Arg(970)
    ->Arg(990)
    ->Arg(995)
    ->Arg(999)
    ->Iterations(5)
    ->Unit(benchmark::kMillisecond);

void Filtered(benchmark::State& state) {
  constexpr std::array<const char*, 4> kFilters = {"-rand1", "-rand10", "-iclr", "-neurips"};
  const Collection* data = collection();
  if (data == nullptr) return state.SkipWithError(kMissing);
  const std::string filter = kFilters[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(filter.substr(1));
  run_queries(state, *data, filter, Accuracy());
}
BENCHMARK(Filtered)->ArgName("filter")->DenseRange(0, 3)->Iterations(5)->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace vitrine::vector
