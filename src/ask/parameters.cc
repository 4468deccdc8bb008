#include "ask/parameters.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

#include "ask/number.h"
#include "base/ascii.h"

namespace vitrine::ask {
namespace {

using Type = Parameter::Type;

constexpr unsigned operator|(Question a, Question b) {
  return static_cast<unsigned>(a) | static_cast<unsigned>(b);
}
constexpr unsigned operator|(unsigned a, Question b) {
  return a | static_cast<unsigned>(b);
}
constexpr unsigned operator|(Question a, unsigned b) {
  return static_cast<unsigned>(a) | b;
}
constexpr unsigned only(Question question) {
  return static_cast<unsigned>(question);
}

constexpr unsigned kWords = Question::kSearch | Question::kFacets;
constexpr unsigned kExamples = kWords | Question::kRecommend;
constexpr unsigned kVectors = kExamples | Question::kSimilar;
constexpr unsigned kHits = Question::kSearch | Question::kRecommend | Question::kSimilar;
constexpr unsigned kFew = Question::kRecommend | Question::kSimilar;
constexpr unsigned kMedia = Question::kMedium | Question::kThumbnail;
constexpr unsigned kSmall = Question::kThumbnail | Question::kFileThumbnail;
constexpr unsigned kOfRow = Question::kRow | kMedia;
constexpr unsigned kOfSplit =
    kVectors | kOfRow | Question::kColumns | Question::kMap | Question::kFindRow;
constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

// The defaults and limits of rows are what one screen, and what one answer, can hold.
constexpr auto kParameters = std::to_array<Parameter>({
    {"config", Type::kText, "Of the dataset; by default the first", kOfSplit | Question::kSql},
    {"split", Type::kText, "Of the config; by default the first", kOfSplit},
    {"q", Type::kText, "Words, \"phrases\", -not, title:word, year:2020..2024, word*", kWords},
    {"typing", Type::kFlag, "1: the last word may be the beginning of a longer one", kWords},
    {"mode", Type::kChoice, "By words and meaning, by words, or by meaning", kWords, 0, kAny,
     "hybrid keyword semantic"},
    {"like", Type::kRows, "Rows to find more of: their numbers", kExamples},
    {"dislike", Type::kRows, "Rows to find less of", kExamples},
    {"vector", Type::kNumbers, "A query vector", kExamples},
    {"column", Type::kText, "The vector column that is meant; by default the first",
     kVectors | Question::kMap},
    {"where", Type::kText, "Condition, such as: year >= 2020 AND 'Name' IN authors", kVectors},
    {"sort", Type::kText, "Sort keys instead of relevance, such as: year desc, title", kHits},
    {"facets", Type::kColumns, "Columns to count the values of, among all rows that match",
     kVectors},
    {"facet_limit", Type::kNumber, "Values per facet", kVectors, 10, 1000},
    {"quantiles", Type::kFlag, "1: the quantiles of numbers, dates and lengths too",
     only(Question::kFacets)},
    {"columns", Type::kColumns, "Columns to show; by default all but the vectors", kHits},
    {"vectors", Type::kChoice, "Show of each row's vectors a sketch", kHits, 0, kAny,
     "none sketch"},
    {"media", Type::kChoice, "Of pictures, sound and films: their bytes, or where those are",
     kHits | Question::kRow, 0, kAny, "bytes address"},
    {"highlights", Type::kFlag, "0: do not show where the words are", only(Question::kSearch), 1},
    {"limit", Type::kNumber, "Rows at most", only(Question::kSearch), 100, 10'000},
    {"limit", Type::kNumber, "Rows at most", kFew, 10, 100},
    {"limit", Type::kNumber, "Rows at most", only(Question::kSql), 1000, 10'000},
    {"offset", Type::kNumber, "Rows to leave out first", kHits},
    {"format", Type::kChoice, "Of the answer; a file holds up to 200,000 rows",
     only(Question::kSearch), 0, kAny, "json parquet"},
    {"vectors", Type::kFlag, "0: without the numbers of vectors", only(Question::kRow), 1},
    {"field", Type::kText, "The column that holds the file", kMedia, 0, kAny, "", true},
    {"snapshot", Type::kText, "That the file is of: the answer can be kept",
     kMedia | Question::kFileThumbnail},
    {"size", Type::kChoice, "Pixels of the longest side, at most", kSmall, 0, kAny,
     "256 64 128 512 1024 2048"},
    {"identity", Type::kText, "What names the row, as a row's answer has it",
     only(Question::kFindRow), 0, kAny, "", true},
    {"sql", Type::kText, "One SELECT; each split is a table of its name", only(Question::kSql), 0,
     kAny, "", true},
    {"format", Type::kChoice, "Of the answer; a file holds all rows", only(Question::kSql), 0, kAny,
     "json csv jsonl parquet"},
});

Error invalid(std::string_view name, const std::string& why) {
  return blame(name, invalid_argument(why));
}

bool is_known(std::string_view name) {
  return std::ranges::find(kParameters, name, &Parameter::name) != kParameters.end();
}

/// The number of a flag's text.
std::optional<std::uint64_t> flag_of(std::string_view text) {
  if (text == "1" || text == "true") return 1;
  if (text == "0" || text == "false") return 0;
  return std::nullopt;
}

/// Calls `take` with each item of "a, b" until it returns false. Returns whether it never did.
template <typename Take>
bool for_each_item(std::string_view list, Take take) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (!take(ascii_trim(list.substr(0, end)))) return false;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return true;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_choice(const Parameter& parameter, std::string_view text) {
  const std::vector<std::string_view> choices = choices_of(parameter);
  return std::ranges::find(choices, text) != choices.end();
}

/// Lists and texts are checked by who reads them, since that takes the split.
Status check_value(const Parameter& parameter, std::string_view text, std::uint64_t most) {
  switch (parameter.type) {
    case Type::kNumber: {
      const Result<std::uint64_t> number = parse_number(parameter.name, text, most);
      return number ? Status() : Status(number.error());
    }
    case Type::kFlag:
      if (!flag_of(text)) return invalid(parameter.name, "must be 1 or 0");
      return {};
    case Type::kChoice:
      if (!is_choice(parameter, text))
        return invalid(parameter.name, "must be " + choices_text(parameter));
      return {};
    case Type::kText:
    case Type::kRows:
    case Type::kNumbers:
    case Type::kColumns:
      break;
  }
  return {};
}

}  // namespace

std::span<const Parameter> parameters() {
  return kParameters;
}

std::vector<Parameter> parameters_of(Question question) {
  std::vector<Parameter> taken;
  std::ranges::copy_if(kParameters, std::back_inserter(taken),
                       [&](const Parameter& row) { return row.is_taken_by(question); });
  return taken;
}

const Parameter* find_parameter(Question question, std::string_view name) {
  const auto* const found = std::ranges::find_if(kParameters, [&](const Parameter& row) {
    return row.name == name && row.is_taken_by(question);
  });
  return found == kParameters.end() ? nullptr : found;
}

std::vector<std::string_view> choices_of(const Parameter& parameter) {
  std::vector<std::string_view> choices;
  std::string_view rest = parameter.choices;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    choices.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return choices;
}

std::string choices_text(const Parameter& parameter) {
  const std::vector<std::string_view> choices = choices_of(parameter);
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

Result<Values> Values::check(Question question, const Pairs& pairs) {
  Pairs given;
  bool is_file = false;
  for (const auto& [name, text] : pairs) {
    std::erase_if(given, [&](const auto& earlier) { return earlier.first == name; });
    if (ascii_trim(text).empty()) continue;
    if (name == "format" && question == Question::kSearch) is_file = text == "parquet";
    given.emplace_back(name, text);
  }
  for (const auto& [name, text] : given) {
    const Parameter* parameter = find_parameter(question, name);
    if (parameter == nullptr) {
      if (is_known(name)) return invalid(name, "is not taken here");
      continue;
    }
    const bool is_file_length = is_file && name == "limit";
    if (Status status =
            check_value(*parameter, text, is_file_length ? kMostRowsInFile : parameter->most);
        !status)
      return status.error();
  }
  return Values(question, std::move(given));
}

std::optional<std::string_view> Values::given(std::string_view name) const {
  const auto found = std::ranges::find(pairs_, name, &Pairs::value_type::first);
  if (found == pairs_.end()) return std::nullopt;
  return found->second;
}

std::uint64_t Values::number(std::string_view name) const {
  const Parameter* parameter = find_parameter(question_, name);
  assert(parameter != nullptr);
  const auto text = given(name);
  if (!text) return parameter->fallback;
  if (parameter->type == Type::kFlag) return flag_of(*text).value_or(parameter->fallback);
  // The limit was checked: a file of rows has another than a page.
  return parse_number(name, *text, kAny).value_or(parameter->fallback);
}

std::string_view Values::choice(std::string_view name) const {
  const Parameter* parameter = find_parameter(question_, name);
  assert(parameter != nullptr && parameter->type == Type::kChoice);
  return given(name).value_or(choices_of(*parameter).front());
}

Result<std::vector<std::uint64_t>> Values::rows(std::string_view name, std::uint64_t num_rows,
                                                std::size_t max_items) const {
  std::vector<std::uint64_t> rows;
  std::string wrong;
  for_each_item(given(name).value_or(""), [&](std::string_view item) {
    const std::optional<std::uint64_t> row = number_of<std::uint64_t>(item);
    if (!row) {
      wrong = "must be row numbers, from 0, with commas between";
    } else if (*row >= num_rows) {
      wrong = "there is no row " + std::string(item) + ": the split has " +
              std::to_string(num_rows) + " rows, counted from 0";
    } else if (rows.size() == max_items) {
      wrong = "at most " + std::to_string(max_items) + " rows can be given";
    } else if (std::ranges::find(rows, *row) == rows.end()) {
      rows.push_back(*row);
    }
    return wrong.empty();
  });
  if (!wrong.empty()) return invalid(name, wrong);
  return rows;
}

Result<std::vector<float>> Values::numbers(std::string_view name, std::size_t max_items) const {
  std::vector<float> numbers;
  const bool fine = for_each_item(given(name).value_or(""), [&](std::string_view item) {
    const std::optional<float> number = number_of<float>(item);
    numbers.push_back(number.value_or(0));
    return number && std::isfinite(*number) && numbers.size() <= max_items;
  });
  if (!fine) return invalid(name, "must be finite numbers with commas between");
  return numbers;
}

Error blame(std::string_view parameter, const Error& error) {
  if (error.code() != ErrorCode::kInvalidArgument && error.code() != ErrorCode::kTooLarge)
    return error;
  return invalid_argument("Parameter '" + std::string(parameter) + "': " + error.message());
}

}  // namespace vitrine::ask
