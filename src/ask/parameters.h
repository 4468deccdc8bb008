#pragma once
// Parameters: the one table of what a question of ours can be asked with, whoever asks.
//
// A row says a parameter's name, what its text must be, its default and limit, what it means, and
// which questions take it. The HTTP API's reader and its description (/openapi.json), the agents'
// tools, the command line's options and the page's types are all made from it: a new parameter is a
// row here and its use.
//
//   const Result<Values> values = Values::check(Question::kSearch, {{"q", "reward"}});
//   values->number("limit")   // 100, the default of this question

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vitrine::ask {

/// What is asked of a split (of a dataset, for kSql); a bit each.
enum class Question : unsigned {
  kSearch = 1U,
  kFacets = 2U,
  kRecommend = 4U,
  kSimilar = 8U,
  kRow = 16U,
  kColumns = 32U,
  kMap = 64U,
  kSql = 128U,
  kMedium = 256U,          ///< The file that a row holds.
  kThumbnail = 512U,       ///< The same, small.
  kFileThumbnail = 1024U,  ///< A file that a row names, small.
  kFindRow = 2048U,        ///< A row by what names it.
};

struct Parameter {
  enum class Type {
    kText,
    kNumber,   ///< From 0 to `most`.
    kFlag,     ///< 1 or 0; also true or false.
    kChoice,   ///< One of `choices`.
    kRows,     ///< Row numbers, with commas between.
    kNumbers,  ///< Finite numbers, with commas between.
    kColumns,  ///< Names, with commas between; one with a comma in double quotes.
  };

  std::string_view name;
  Type type = Type::kText;
  std::string_view meaning;  ///< For a person, without a full stop.
  unsigned questions = 0;    ///< Those that take it, as a set of bits.
  /// Of numbers and flags, where it is not given.
  std::uint64_t fallback = 0;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::string_view choices = {};  ///< "hybrid keyword semantic"; the first where it is not given.
  bool required = false;          ///< Told to clients; whoever needs it refuses its absence.

  bool is_taken_by(Question question) const {
    return (questions & static_cast<unsigned>(question)) != 0;
  }
};

/// A file of rows may be longer than a page of them: kSearch with format=parquet.
inline constexpr std::uint64_t kMostRowsInFile = 200'000;

/// The whole table, in the order in which people are told of it. A name may have several rows, of
/// different questions.
std::span<const Parameter> parameters();
/// The rows of one question.
std::vector<Parameter> parameters_of(Question question);
/// Null if the question does not take it.
const Parameter* find_parameter(Question question, std::string_view name);

/// The items of `choices`.
std::vector<std::string_view> choices_of(const Parameter& parameter);
/// "hybrid, keyword or semantic"
std::string choices_text(const Parameter& parameter);

/// Names with their texts, as a query string, a tool call or a command line gives them.
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The parameters of one question, each checked against its row.
class Values {
 public:
  /// Of a name given twice the last counts; a blank text is as good as none. Names that no question
  /// has are let pass, so that a client may add its own. Errors: invalid_argument naming the
  /// parameter, also for one that only other questions take.
  static Result<Values> check(Question question, const Pairs& pairs);

  /// Its text, or nothing.
  std::optional<std::string_view> given(std::string_view name) const;
  /// Requires: a number, flag or choice that the question takes (asserted).
  std::uint64_t number(std::string_view name) const;
  bool flag(std::string_view name) const { return number(name) != 0; }
  std::string_view choice(std::string_view name) const;
  /// The items of kRows. Errors: invalid_argument for what is no row below `num_rows`, or more than
  /// `max_items` of them. Each once, in the order given.
  Result<std::vector<std::uint64_t>> rows(std::string_view name, std::uint64_t num_rows,
                                          std::size_t max_items) const;
  /// The items of kNumbers. Errors: invalid_argument for what is no finite number, or more than
  /// `max_items`.
  Result<std::vector<float>> numbers(std::string_view name, std::size_t max_items) const;

 private:
  Values(Question question, Pairs pairs) : question_(question), pairs_(std::move(pairs)) {}

  Question question_;
  Pairs pairs_;  // those given, each once
};

/// invalid_argument with "Parameter 'where': " in front; any other kind of error as it is, but that
/// too long and too deep is the parameter's fault too.
Error blame(std::string_view parameter, const Error& error);

}  // namespace vitrine::ask
