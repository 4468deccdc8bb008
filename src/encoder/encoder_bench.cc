// Encodes texts with an encoder as large as one that is worth having: 30,000 tokens, 512
// dimensions. The vocabulary is made up and the levels mean nothing; the texts draw from it as
// languages do (Zipf), one word in ten in several tokens.
//
// Encode/WORDS: one text of so many words an iteration, 2,000 different ones in turn; counter:
// tokens a second of CPU. Open: the file mapped, checked and its vocabulary's table made.
//
//   build/bench/src/encoder/encoder_bench

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "encoder/testing/small_encoder.h"
#include "encoder/text_encoder.h"

namespace vitrine::encoder {
namespace {

constexpr std::size_t kWords = 24000;
constexpr std::size_t kContinuations = 6000;

std::string letters(std::mt19937& random, std::size_t least, std::size_t most) {
  std::string text(least + random() % (most - least + 1), ' ');
  for (char& c : text) c = static_cast<char>('a' + random() % 26);
  return text;
}

struct Vocabulary {
  std::vector<std::string> words;
  std::vector<std::string> continuations;
};

const Vocabulary& vocabulary() {
  static const Vocabulary made = [] {
    std::mt19937 random(1);
    Vocabulary fresh;
    for (std::size_t i = 0; i < kWords; ++i) fresh.words.push_back(letters(random, 3, 10));
    for (std::size_t i = 0; i < kContinuations; ++i)
      fresh.continuations.push_back(letters(random, 1, 5));
    return fresh;
  }();
  return made;
}

const StaticEncoder& encoder() {
  static const StaticEncoder opened = [] {
    std::string lines = "[PAD]\n[UNK]";
    for (const std::string& word : vocabulary().words) lines += "\n" + word;
    for (const std::string& rest : vocabulary().continuations) lines += "\n##" + rest;
    const fs::path path = fs::temp_directory_path() / "encoder_bench.weights";
    write_test_encoder(path, lines, 256);
    return *StaticEncoder::open(path);
  }();
  return opened;
}

/// The most frequent word comes twice as often as the second, and so on.
const std::string& word(std::mt19937& random) {
  const double place = std::exp(std::uniform_real_distribution<>(0, std::log(kWords))(random));
  return vocabulary().words[static_cast<std::size_t>(place) - 1];
}

std::vector<std::string> texts(std::size_t num_words) {
  std::mt19937 random(2);
  std::vector<std::string> made(2000);
  for (std::string& text : made) {
    for (std::size_t i = 0; i < num_words; ++i) {
      text += (i == 0 ? "" : " ") + word(random);
      if (random() % 10 == 0) text += vocabulary().continuations[random() % kContinuations];
    }
  }
  return made;
}

void encode(benchmark::State& state) {
  const std::vector<std::string> all = texts(static_cast<std::size_t>(state.range(0)));
  TextEncoder encodes(encoder());
  std::vector<float> out(encoder().dimension());
  std::size_t next = 0;
  std::size_t tokens = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(encodes.encode(all[next++ % all.size()], out));
    tokens += encodes.num_tokens();
  }
  state.counters["tokens/s"] =
      benchmark::Counter(static_cast<double>(tokens), benchmark::Counter::kIsRate);
}

void open(benchmark::State& state) {
  encoder();
  for (auto _ : state)
    benchmark::DoNotOptimize(
        StaticEncoder::open(fs::temp_directory_path() / "encoder_bench.weights"));
}

BENCHMARK(encode)->Name("Encode")->Arg(12)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(open)->Name("Open")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vitrine::encoder
