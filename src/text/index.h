#pragma once
// TextIndex: ranked keyword search over the rows of one split.
//
// A memory-mapped, immutable inverted index written by IndexWriter (docs/formats/text-index.md).
// Ranking is BM25 with weighted fields: a word's frequencies in the fields of a row are added up,
// each times its field's weight, before they are saturated, and so are the fields' lengths. Source:
// S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM
// 2004; k1 = 0.9 and b = 0.6; idf = ln(1 + (N - df + 0.5) / (df + 0.5)); without the constant
// factor k1 + 1. A row matches if it has any word of the query, or most of them (TextQuery). Scores
// are sums of fixed-point numbers (1/65536), so they do not depend on the order of evaluation:
// equal input gives equal answers, to the last bit.
//
// Thread safe. The top hits are found without scoring what cannot reach them (text/ranking.h), yet
// are exactly those of exhaustive scoring.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "text/column_condition.h"
#include "text/explanation.h"
#include "text/index_writer.h"
#include "text/pair_counts.h"
#include "text/postings.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {

struct TextHit {
  std::uint32_t row = 0;
  /// Higher is better. 0 only for rows that match by what they have not (`-word`), by one of the
  /// rarer words of a prefix, or by a longer word than the one that is being typed.
  float score = 0;
  /// The part of the score that comes from words of the query side by side (text/adjacency.h).
  float adjacency = 0;

  bool operator==(const TextHit&) const = default;
};

/// A word of the query that no row has, and the term that was searched for in its place
/// (text/spelling.h).
struct TextCorrection {
  std::string word;  ///< Both case-folded and stemmed.
  std::string term;

  bool operator==(const TextCorrection&) const = default;
};

struct TextResults {
  std::uint64_t total = 0;    ///< Rows that match, all of them.
  std::vector<TextHit> hits;  ///< By descending score, ties by ascending row.
  /// What the words that are known would score if a row said each of them for ever: the sum of
  /// their idf times how often the query says them, a prefix as one word, without adjacency.
  float full_score = 0;
  std::vector<TextCorrection> corrections;  ///< Only where nothing matched as it was written.
  std::vector<std::uint64_t> matched;       ///< The matching rows as in RowFilter, if asked for.
};

/// A set of rows that a search is restricted to: bit r % 64 of word r / 64 stands for row r; rows
/// beyond the last word are out. The words must outlive the search.
struct RowFilter {
  std::span<const std::uint64_t> words;

  bool contains(std::uint32_t row) const {
    return row / 64 < words.size() && (words[row / 64] >> (row % 64) & 1U) != 0;
  }
};

/// Which rows the plain words of a query accept.
enum class WordCoverage {
  kAny,   ///< Those that have one of them.
  kMost,  ///< Those that have most of them (text/coverage.h).
};

struct TextQuery {
  std::string text;
  /// Rows in which neighbouring words of the query are neighbours too rank higher
  /// (text/adjacency.h).
  bool adjacency = true;
  /// Read `text` as the query language of text/query_parser.h; else every character of it is text.
  bool operators = true;
  /// When no row matches plain words, search for the nearest terms instead. Cost: tens of ms then.
  bool correct = true;
  WordCoverage coverage = WordCoverage::kAny;
  /// Fill TextResults::matched. Cost: next to nothing.
  bool want_matched = false;
  /// The query is still being typed: its last word, if nothing follows it, also finds the words
  /// that begin so. Where some row has the word as it stands, the hits are those of the finished
  /// query in the same order with the same scores, and rows that only have longer words come behind
  /// them with a score of 0; else the longer words are ranked in its place.
  bool unfinished = false;
  /// Names that may stand before a colon beside those of the fields, and what answers them
  /// (text/column_condition.h).
  std::vector<std::string> columns = {};
  ColumnMatcher match_column = {};
};

class TextIndex final : public TextVocabulary {
 public:
  /// Maps an index and checks its dictionary, norms and pairs against their checksums; what is
  /// kept of a term is checked when the term is first looked up. Errors: not_found, io, corrupt,
  /// unsupported (written by another version).
  static Result<TextIndex> open(const fs::path& path);

  ~TextIndex() override;
  TextIndex(TextIndex&& other) noexcept;
  TextIndex& operator=(TextIndex&& other) noexcept;

  /// The exact total and the exact best `limit` rows (0 to all) that have the words of `query` and
  /// pass `filter`. Any bytes are a valid query; see text/query_terms.h for what is read of a very
  /// long one. Errors: cancelled; corrupt.
  Result<TextResults> search(std::string_view query, std::size_t limit,
                             const RowFilter* filter = nullptr,
                             const std::stop_token& stop = {}) const;

  Result<TextResults> search(const TextQuery& query, std::size_t limit,
                             const RowFilter* filter = nullptr,
                             const std::stop_token& stop = {}) const;

  /// What the scores of `hits`, found by `query`, are made of, in their order. `corrections` are
  /// those of the answer. Cost: about 1 us for each hit and word.
  Result<std::vector<TextExplanation>> explain(
      const TextQuery& query, std::span<const TextHit> hits,
      std::span<const TextCorrection> corrections = {}) const;

  std::uint32_t num_rows() const override;
  const std::vector<TextField>& fields() const override;
  const std::string& language() const override;
  std::uint64_t num_terms() const override;
  std::uint64_t size_bytes() const;
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const;
  /// Errors: corrupt, from the first record on that was found damaged: what postings() and
  /// field_positions() gave since then is not to be used. search() and explain() ask it.
  Status status() const;

  /// The rows and positions of an indexed (folded, stemmed) term, or nothing. The views last as
  /// long as the index.
  std::optional<Postings> postings(std::string_view term) const;
  /// As the dictionary has it: the term's record is not looked at.
  std::optional<std::uint32_t> rows_of(std::string_view term) const override;
  void visit_terms(
      std::string_view from,
      const std::function<bool(std::string_view term, std::uint32_t rows)>& visit) const override;
  /// As visit_terms(), with what postings() gives of each term: without looking it up again.
  void visit_postings(
      std::string_view from,
      const std::function<bool(std::string_view term, const Postings& postings)>& visit) const;
  /// The positions that the words of a field have in a row, half-open.
  /// Requires: row < num_rows(), field < fields().size().
  std::pair<std::uint32_t, std::uint32_t> field_positions(std::uint32_t row,
                                                          std::size_t field) const;
  const PairCounts& pair_counts() const override;
  /// 0 of a file that an older program wrote, which does not say.
  double mean_length() const override;
  /// Per row, k1 * (1 - b + b * length / mean length) in units of weighted frequency.
  std::span<const float> norms() const;

 private:
  struct State;
  explicit TextIndex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::text
