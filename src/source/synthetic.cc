#include "source/synthetic.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/hash.h"
#include "base/json_writer.h"
#include "source/synthetic_words.h"

namespace vitrine::source {

using namespace synthetic;

namespace {

constexpr std::uint64_t kMaxRows = 100'000'000;
constexpr std::size_t kSubtopics = 6;

/// SplitMix64. Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// 0 to n - 1; the bias of the remainder is below 2^-40 for the n used here.
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  /// Roughly normal with variance 1/3: the sum of four uniforms. Exact arithmetic on 16-bit parts.
  double bell() {
    const std::uint64_t bits = next();
    const std::uint64_t sum =
        (bits & 0xFFFFU) + (bits >> 16U & 0xFFFFU) + (bits >> 32U & 0xFFFFU) + (bits >> 48U);
    return (static_cast<double>(sum) - 131070.0) / 65536.0;
  }
  template <typename T, std::size_t N>
  const T& pick(const std::array<T, N>& from) {
    return from[below(N)];
  }

 private:
  std::uint64_t state_;
};

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return Random(a * 0xD1342543DE82EF95ULL + b).next();
}

/// "graph transformers" -> "Graph Transformers"; letters behind a space or hyphen.
std::string title_case(std::string_view text) {
  std::string out(text);
  bool start = true;
  for (char& c : out) {
    if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    start = c == ' ' || c == '-';
  }
  return out;
}

std::string sentence_case(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

struct Paper {
  const Topic* topic;
  const Topic* second;
  std::size_t topic_index;
  std::size_t subtopic;
  std::string_view object;
  std::string_view method;
  std::string_view problem;
  std::string_view borrowed;
  std::string_view quality;
  std::string_view name;
};

/// Large topics come first: shares fall off like a Zipf law with exponent near 1/2.
std::size_t pick_topic(Random& random) {
  const std::uint64_t a = random.below(kTopics.size());
  const std::uint64_t b = random.below(kTopics.size());
  return random.chance(60) ? std::min(a, b) : a;
}

Paper make_paper(Random& random) {
  Paper paper{};
  paper.topic_index = pick_topic(random);
  paper.topic = &kTopics[paper.topic_index];
  paper.second = &kTopics[pick_topic(random)];
  paper.subtopic = random.below(kSubtopics);
  // A subtopic leans to its own method and object.
  paper.object = random.chance(70) ? paper.topic->objects[paper.subtopic % 5]
                                   : random.pick(paper.topic->objects);
  paper.method = random.chance(70) ? paper.topic->methods[paper.subtopic * 2 % 5]
                                   : random.pick(paper.topic->methods);
  paper.problem = random.pick(paper.topic->problems);
  paper.borrowed = random.pick(paper.second->methods);
  paper.quality = random.pick(kQualities);
  paper.name = random.pick(kNamesOfMethods);
  return paper;
}

std::string make_title(const Paper& p, Random& random) {
  const std::string object = title_case(p.object);
  const std::string method = title_case(p.method);
  const std::string problem = title_case(p.problem);
  switch (random.below(8)) {
    case 0:
      return fmt::format("{}: {} {} for {}", p.name, p.quality, method, object);
    case 1:
      return fmt::format("{} {} under {}", p.quality, method, problem);
    case 2:
      return fmt::format("Understanding {} in {}", problem, object);
    case 3:
      return fmt::format("{}: {} {} via {}", p.name, p.quality, object, title_case(p.borrowed));
    case 4:
      return fmt::format("Do {} Suffer from {}?", object, problem);
    case 5:
      return fmt::format("{} Meets {}: Towards {} {}", method, title_case(p.borrowed), p.quality,
                         object);
    case 6:
      return fmt::format("On the Role of {} in {}", method, title_case(p.topic->name));
    default:
      return fmt::format("Mitigating {} in {} with {} {}", problem, object, p.quality, method);
  }
}

std::string opening(const Paper& p, Random& random) {
  switch (random.below(4)) {
    case 0:
      return fmt::format(
          "{} have become a standard tool in {}, yet {} remains a stubborn obstacle in practice.",
          p.object, p.topic->name, p.problem);
    case 1:
      return fmt::format("Progress in {} depends on how well {} cope with {}.", p.topic->name,
                         p.object, p.problem);
    case 2:
      return fmt::format("We ask when {} helps {}, and when {} gets in the way.", p.method,
                         p.object, p.problem);
    default:
      return fmt::format(
          "Despite wide use of {}, the behavior of {} under {} is poorly understood.", p.method,
          p.object, p.problem);
  }
}

std::string middle(const Paper& p, Random& random) {
  switch (random.below(7)) {
    case 0:
      return fmt::format(
          "Existing approaches based on {} treat every case alike and pay for it in both accuracy "
          "and cost.",
          random.pick(p.topic->methods));
    case 1:
      return fmt::format(
          "Our starting point is an observation about {}: most of the error comes from a small, "
          "predictable part of the data.",
          p.object);
    case 2:
      return fmt::format(
          "The key idea is to combine {} with {}, so that one corrects the bias of the other.",
          p.method, p.borrowed);
    case 3:
      return fmt::format(
          "We prove that under mild assumptions the estimator converges at a rate of n^(-1/{}), "
          "and give a matching lower bound.",
          2 + random.below(3));
    case 4:
      return fmt::format(
          "A simple change to the training objective is enough, and it adds less than {}% to the "
          "running time.",
          1 + random.below(9));
    case 5:
      return fmt::format("The same recipe carries over to {}, where {} play a similar role.",
                         p.second->name, random.pick(p.second->objects));
    default:
      return fmt::format(
          "An ablation over {} settings shows that {} matters more than the size of the model.",
          4 + random.below(60), p.method);
  }
}

std::string result(const Paper& p, Random& random) {
  const std::uint64_t gain = 11 + random.below(160);
  switch (random.below(3)) {
    case 0:
      return fmt::format("On {} and {}, {} improves over the strongest baseline by {}.{} points.",
                         p.topic->datasets[0], p.topic->datasets[1], p.name, gain / 10, gain % 10);
    // Drawn one by one: compilers differ in the order in which they evaluate arguments.
    case 1: {
      const std::uint64_t times = 2 + random.below(9);
      const std::uint64_t percent = 10 + random.below(60);
      return fmt::format("Experiments on {} show a reduction of {} by {}% with {}x fewer labels.",
                         random.pick(p.topic->datasets), p.problem, percent, times);
    }
    default: {
      const std::uint64_t times = 2 + random.below(15);
      const std::string_view dataset = random.pick(p.topic->datasets);
      return fmt::format(
          "Across {} tasks, including {}, {} is on par with models {} times its size.",
          3 + random.below(20), dataset, p.name, times);
    }
  }
}

std::string make_abstract(const Paper& p, Random& random) {
  std::string text = sentence_case(opening(p, random));
  text += fmt::format(" We present {}, a {} approach to {} built on {}.", p.name,
                      title_case(p.quality), p.object, p.method);
  for (std::uint64_t n = 2 + random.below(5); n > 0; --n)
    text += " " + sentence_case(middle(p, random));
  text += " " + sentence_case(result(p, random));
  if (random.chance(40)) text += " " + sentence_case(result(p, random));
  if (random.chance(50))
    text += fmt::format(" We release code and models, and discuss what {} leaves open.", p.name);
  while (text.size() < 413) text += " " + sentence_case(middle(p, random));
  return text;
}

std::string make_summary(const Paper& p, Random& random) {
  switch (random.below(3)) {
    case 0:
      return fmt::format("We show how {} reduces {} in {}.", p.method, p.problem, p.object);
    case 1:
      return fmt::format("{} combines {} with {} for better {}.", p.name, p.method, p.borrowed,
                         p.object);
    default:
      return fmt::format("A study of {} in {}, with a simple remedy.", p.problem, p.object);
  }
}

std::string make_keywords(const Paper& p, Random& random) {
  std::string out(p.object);
  for (const std::string_view word : {p.method, p.problem, p.topic->name, p.second->name}) {
    if (random.chance(75)) out += ", " + std::string(word);
  }
  return out;
}

/// Author `number` of a topic: the same name wherever the pair comes up.
std::string author_name(std::uint64_t seed, std::size_t topic, std::uint64_t number) {
  Random random(mix(seed ^ 0xA07402ULL, topic * 1'000'003 + number));
  std::string name(random.pick(kGivenNames));
  if (random.chance(45)) name += std::string(" ") + static_cast<char>('A' + random.below(26)) + ".";
  return name + " " + std::string(random.pick(kFamilyNames));
}

std::vector<std::string> make_authors(const Paper& p, const SyntheticOptions& options,
                                      Random& random) {
  const std::uint64_t pool = 20 + options.rows / 8;
  std::uint64_t count = 1 + random.below(4) + random.below(4);
  if (random.chance(3)) count += random.below(15);
  std::vector<std::string> authors;
  for (std::uint64_t i = 0; i < count; ++i) {
    // The product of two uniforms favours low numbers: few authors write much, most write little.
    const std::uint64_t number = random.below(pool) * (random.below(1000) + 1) / 1000;
    const std::size_t topic = random.chance(90) ? p.topic_index : random.below(kTopics.size());
    std::string name = author_name(options.seed, topic, number);
    bool known = false;
    for (const std::string& author : authors) known |= author == name;
    if (!known) authors.push_back(std::move(name));
  }
  return authors;
}

/// Adds the direction that belongs to `id`, whose length is about sqrt(dimension / 3).
void add_direction(std::vector<double>& sum, std::uint64_t id, double weight) {
  Random random(id);
  for (double& value : sum) value += weight * random.bell();
}

/// A paper lies where its words pull it: near its topic, nearer to papers that share an object, a
/// method or a problem, and more or less on the way to the topic that it borrows from.
void append_embedding(std::string& out, const Paper& p, const SyntheticOptions& options,
                      std::uint64_t row_seed) {
  std::vector<double> vector(options.dimension, 0.0);
  const auto add = [&](std::string_view words, double weight) {
    add_direction(vector, mix(options.seed, checksum64(words)), weight);
  };
  Random random(mix(row_seed, 0x7031C0ULL));
  const double borrowed = static_cast<double>(random.below(1024)) / 1024;
  add(p.topic->name, 0.7 - 0.4 * borrowed);
  add(p.second->name, 0.6 * borrowed);
  add(p.object, 0.4);
  add(p.method, 0.4);
  add(p.problem, 0.3);
  add(p.borrowed, 0.5 * borrowed);
  add_direction(vector, mix(row_seed, 0xE3BEDULL), 0.6);
  double squares = 0;
  for (const double value : vector) squares += value * value;
  const double norm = std::sqrt(squares);
  char separator = '[';
  for (const double value : vector) {
    out += separator;
    separator = ',';
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                   static_cast<float>(value / norm))
                         .ptr;
    out.append(digits.data(), end);
  }
  out += ']';
}

/// Six characters that name the row.
std::string short_code(std::uint64_t value) {
  static constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string code(6, '0');
  for (char& c : code) {
    c = kDigits[value % 36];
    value /= 36;
  }
  return code;
}

/// Removes what an interrupted writer leaves; harmless after the rename.
struct ScratchPath {
  fs::path path;
  ~ScratchPath() {
    std::error_code ec;
    fs::remove(path, ec);
  }
};

std::string_view make_class(Random& random) {
  const std::uint64_t n = random.below(100);
  return n < 6 ? "Oral" : n < 16 ? "Spotlight" : "Poster";
}

}  // namespace

void append_synthetic_row(std::string& out, const SyntheticOptions& options, std::uint64_t index) {
  const std::uint64_t row_seed = mix(mix(options.seed, options.rows), index);
  Random random(row_seed);
  const Paper paper = make_paper(random);
  JsonWriter json(out);
  json.begin_object().member("paper_id", index).member("title", make_title(paper, random));
  json.member("paper_url", "https://example.org/synthetic-paper/" + short_code(row_seed));
  json.key("authors").begin_array();
  for (const std::string& author : make_authors(paper, options, random)) json.value(author);
  json.end_array()
      .member("type", make_class(random))
      .member("abstract", make_abstract(paper, random));
  json.member("keywords", make_keywords(paper, random)).key("TL;DR");
  if (random.chance(80)) {
    json.value(make_summary(paper, random));
  } else {
    json.null();
  }
  json.member("submission_number", 2 + index * 4 + random.below(4)).key("arxiv_id");
  if (random.chance(70)) {
    // No month is called 00: the number looks like arXiv's and is none.
    json.value(fmt::format("0000.{:05}", random.below(100'000)));
  } else {
    json.null();
  }
  std::string embedding;
  append_embedding(embedding, paper, options, row_seed);
  json.key("embedding").raw(embedding).end_object();
  out += '\n';
}

std::string synthetic_card(const SyntheticOptions& options) {
  return fmt::format(R"(---
pretty_name: Synthetic conference, {0} papers
license: apache-2.0
language:
- en
tags:
- synthetic
- papers
configs:
- config_name: default
  data_files:
  - split: train
    path: train.jsonl
dataset_info:
  features:
  - name: paper_id
    dtype: uint32
  - name: title
    dtype: string
  - name: paper_url
    dtype: string
  - name: authors
    list: string
  - name: type
    dtype: string
  - name: abstract
    dtype: string
  - name: keywords
    dtype: string
  - name: TL;DR
    dtype: string
  - name: submission_number
    dtype: int64
  - name: arxiv_id
    dtype: string
  - name: embedding
    list: float32
    length: {2}
---

# Synthetic conference, {0} papers

**Everything here is made up**: `vitrine sample --rows {0} --seed {1}` wrote it. No paper, person, number or link is real. It has the columns and
the rough proportions of a large machine-learning conference, so that search, statistics and maps can be tried at any size: twenty
topics with their own vocabulary and authors, three decisions, missing summaries and identifiers, and unit vectors that
gather by topic and by the words that papers share.
)",
                     options.rows, options.seed, options.dimension);
}

Status write_synthetic_folder(const fs::path& folder, const SyntheticOptions& options,
                              ProgressSink* progress, std::stop_token stop) {
  if (options.rows == 0 || options.rows > kMaxRows) {
    return invalid_argument("the number of rows must be from 1 to 100,000,000");
  }
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return errno_error("cannot create " + folder.string(), ec.value());
  const ScratchPath scratch{folder / "train.jsonl.new"};
  Result<FileWriter> writer = FileWriter::create(scratch.path);
  if (!writer) return std::move(writer).error();
  std::string line;
  ProgressUpdate update;
  update.stage = "writing";
  update.rows_total = options.rows;
  for (std::uint64_t row = 0; row < options.rows; ++row) {
    line.clear();
    append_synthetic_row(line, options, row);
    if (Status status = writer->write(line); !status) return status;
    if (row % 256 != 0) continue;
    if (stop.stop_requested()) return cancelled("stopped");
    update.rows = row;
    if (progress != nullptr) progress->update(update);
  }
  if (Status status = writer->close(); !status) return status;
  if (Status status = rename_durably(scratch.path, folder / "train.jsonl"); !status) return status;
  return write_file_atomic(folder / "README.md", synthetic_card(options));
}

}  // namespace vitrine::source
