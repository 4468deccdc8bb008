// Encodes a text with a model of MiniLM's sizes (6 layers, 12 heads, 384 and 1,536 wide) and
// made-up weights, or with that of the folder VITRINE_MODEL. bench/transformer.py sets ONNX
// Runtime beside it.
//
// Encode/TOKENS: one text of so many tokens, [CLS] and [SEP] included, on one core. Open: the
// model's files read, checked and laid out.
//
//   build/bench/src/transformer/transformer_bench

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "transformer/testing/small_bert.h"
#include "transformer/transformer_model.h"

namespace vitrine::transformer {
namespace {

fs::path folder() {
  static const fs::path path = [] {
    if (const char* named = std::getenv("VITRINE_MODEL"); named != nullptr) return fs::path(named);
    fs::path made = fs::temp_directory_path() / "transformer_bench_model";
    write_small_bert(made, {.layers = 6,
                            .heads = 12,
                            .hidden = 384,
                            .intermediate = 1536,
                            .positions = 512,
                            .seed = 1});
    return made;
  }();
  return path;
}

const TransformerModel& model() {
  static const std::unique_ptr<TransformerModel> opened =
      *TransformerModel::open(folder(), "bench");
  return *opened;
}

void encode(benchmark::State& state) {
  std::string text;
  for (std::int64_t i = 2; i < state.range(0); ++i) text += "deep ";
  const std::string_view view = text;
  std::vector<float> out(model().dimension());
  for (auto _ : state) {
    if (!model().encode(std::span(&view, 1), encoder::TextRole::kPassage, out, {})) std::abort();
    benchmark::DoNotOptimize(out.data());
  }
}

void open(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(TransformerModel::open(folder(), "bench"));
}

BENCHMARK(encode)->Name("Encode")->Arg(8)->Arg(16)->Arg(32)->Arg(128)->Arg(256)->Unit(
    benchmark::kMillisecond);
BENCHMARK(open)->Name("Open")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vitrine::transformer
