#pragma once
// Query: words, meaning, examples, a condition and an order together, answered with a page of rows
// and the reason for each.
//
// A query ranks by up to two legs. The keyword leg is BM25 (text/index.h). The semantic leg is the
// cosine between a row's vector and a query vector. Words are compared with the vectors that the
// program makes of the rows' text. Where the model of a column of given vectors can be asked, it
// puts them among those (search/column_models.h). Else, where the vectors of the text are missing,
// such a column is named, or a projection finds more in one (meaning/projection.h), they are
// projected among those; without a projection, the best keyword hits stand for them (pseudo
// relevance feedback). Rows liked and
// disliked (search/examples.h) and a vector of the caller's are compared with given vectors, where
// there are any. search/fusion.h says how the two legs are joined. Where there are no vectors, or
// none are wanted, rows liked and disliked steer by their words.
//
// Exact and stable: every row is considered and counted, ties go to the lower row, the same query
// gives the same answer on any number of cores, and pages of any depth never repeat a row.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "base/result.h"
#include "search/split.h"
#include "text/index.h"

namespace vitrine::search {

enum class SearchMode {
  kHybrid,  ///< Both retrievers, or the one there is.
  kKeyword,
  kSemantic,
};

/// "hybrid", "keyword", "semantic".
std::string_view search_mode_name(SearchMode mode);
std::optional<SearchMode> parse_search_mode(std::string_view name);

/// What the semantic leg compared.
enum class Meaning {
  kNone,        ///< There was no semantic leg.
  kText,        ///< Vectors that the program made of the text.
  kGiven,       ///< The dataset's vectors with rows or a vector of the caller's.
  kModel,       ///< The dataset's vectors with the words, encoded by the model that made them.
  kProjection,  ///< The dataset's vectors with the words, projected among them.
  kFeedback,    ///< The dataset's vectors with those of the best keyword hits.
};

/// "none", "text", "given", "model", "projection", "feedback".
std::string_view meaning_name(Meaning meaning);

inline constexpr std::size_t kMaxExamples = 100;  ///< Rows liked; rows disliked.

class ColumnModels;

struct Query {
  std::string text;  ///< In the language of docs/query-language.md; empty: no words.
  /// The text is still being typed: its last word may be the beginning of a longer one.
  bool unfinished = false;
  text::WordCoverage coverage =
      text::WordCoverage::kMost;  ///< What rows must have of the plain words.
  SearchMode mode = SearchMode::kHybrid;
  std::optional<ask::Predicate> condition;  ///< Nothing: all rows.
  ask::Order sort;  ///< Without keys: by score if anything ranks, else by row.
  std::vector<std::uint64_t> like;
  std::vector<std::uint64_t> dislike;
  std::vector<float> vector;  ///< A query vector of the caller's; empty: none.
  /// The vector column to search; without it the one that the query can be compared with best.
  std::optional<std::size_t> column;
  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
  bool want_matched = false;             ///< Fill Hits::matched.
  const ColumnModels* models = nullptr;  ///< Asked for the words; must outlive the query.
};

/// A row's place in one leg.
struct LegScore {
  std::uint32_t rank = 0;  ///< From 1; 0 where it lies behind those that were ranked.
  float score = 0;         ///< BM25; cosine.
  float adjacency = 0;     ///< Of a keyword score: TextHit::adjacency.

  /// Of the hit at `position`, from 0.
  static LegScore at(std::size_t position, float score) {
    return {static_cast<std::uint32_t>(position + 1), score};
  }
  static LegScore at(std::size_t position, const text::TextHit& hit) {
    return {static_cast<std::uint32_t>(position + 1), hit.score, hit.adjacency};
  }

  bool operator==(const LegScore&) const = default;
};

/// Why a row is where it is.
struct Reason {
  std::optional<LegScore> keyword;
  std::optional<LegScore> semantic;
  /// Where examples steer by words: how much of the liked rows' words the row has (0 to 1), and how
  /// little of the disliked rows' (0 to 1 more).
  std::optional<float> examples;
  std::optional<std::uint64_t> nearest_like;  ///< The liked row that it is most similar to.
  float similarity_to_like = 0;

  static Reason of_keyword(LegScore part) {
    Reason reason;
    reason.keyword = part;
    return reason;
  }
  static Reason of_semantic(LegScore part) {
    Reason reason;
    reason.semantic = part;
    return reason;
  }

  bool operator==(const Reason&) const = default;
};

struct Hits {
  std::uint64_t total = 0;                 ///< Rows that match, on all pages.
  std::uint64_t near = 0;                  ///< Those of them that match by meaning alone.
  std::vector<std::uint64_t> rows;         ///< This page.
  std::vector<float> scores;               ///< One per row; empty if nothing ranks.
  std::vector<Reason> reasons;             ///< One per row; empty if nothing ranks.
  SearchMode mode = SearchMode::kKeyword;  ///< The legs that were used.
  Meaning meaning = Meaning::kNone;
  std::string meaning_model;  ///< Where it is Meaning::kModel, the model's name.
  /// Why there was no semantic leg although it was wanted, or a lesser one than there should be: a
  /// sentence; empty otherwise.
  std::string meaning_off;
  /// The error behind it, if it was one: damage is mended when somebody hears of it.
  std::optional<ErrorCode> meaning_error;
  std::vector<text::TextCorrection> corrections;
  /// All rows that match, if asked for: without those counted in `near`, but where there are only
  /// these.
  Selection matched;
};

/// Rows disliked never match. With words, the rows that match are those the words match and, in
/// hybrid mode, the rows nearest in meaning (Hits::near of them). Without words they are all rows
/// that have a similarity (if there are examples or a vector; the examples themselves are left
/// out), else all rows; where a split has no vectors, those that have words of the rows liked.
/// Requires: liked and disliked rows < num_rows(); `column`, if given, in layout().vector_columns.
/// Errors: invalid_argument (a vector of the wrong length, a condition that cannot be evaluated),
/// unsupported (words, but no text; meaning, but no vectors), corrupt, io, cancelled.
Result<Hits> run_query(const Split& split, const Query& query, std::stop_token stop);

/// What the keyword scores of `hits`, the answer to `query`, are made of: one per row, without
/// parts where the words did not match. Errors: corrupt. Cost: about 1 us for each row and word.
Result<std::vector<text::TextExplanation>> explain_words(const Split& split, const Query& query,
                                                         const Hits& hits);

}  // namespace vitrine::search
