#pragma once
// Query terms: free text to the index terms that it asks for, with weights, and the pairs of words
// that stand next to each other.
//
// Not thread safe: one builder per query.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {

/// Of a longer query only this much is read: enough for a page of text pasted into the search box,
/// and a bound on what one request can cost.
inline constexpr std::size_t kMaxQueryBytes = 128U << 10U;
inline constexpr std::size_t kMaxQueryTerms = 1024;  ///< Distinct ones; later ones are ignored.
inline constexpr std::size_t kMaxQueryPairs = 256;   ///< The same.
inline constexpr float kMaxTermWeight = 64;
/// What the joined form of "zero-shot" counts beside its parts, which the same rows have as a rule.
/// Measured: known-item search on papers falls from 0.850 to 0.834 when it counts in full.
inline constexpr float kWholeWeight = 0.1F;

struct QueryTerm {
  std::string term;
  float weight;  ///< How often the query says it, at most kMaxTermWeight.
  /// The words of a prefix are weighed as one word that occurs in `rows` rows; 0: each by
  /// itself.
  std::uint64_t rows = 0;

  bool operator==(const QueryTerm&) const = default;
};

/// Two adjacent words of the query, as indexes into the terms.
struct QueryPair {
  std::uint32_t first;
  std::uint32_t second;

  bool operator==(const QueryPair&) const = default;
};

class QueryTerms {
 public:
  /// Errors: invalid_argument for an unknown language.
  static Result<QueryTerms> create(const std::string& language);

  /// Adds the words of `text`. Words of different calls are not adjacent.
  void add(std::string_view text);

  /// Adds a term as it stands in the index, unless it was added before. `rows` as in QueryTerm.
  void add_indexed(std::string_view term, std::uint64_t rows = 0);

  /// Distinct, in order of first appearance.
  const std::vector<QueryTerm>& terms() const { return terms_; }
  const std::vector<QueryPair>& pairs() const { return pairs_; }

 private:
  explicit QueryTerms(Stemmer stemmer) : stemmer_(std::move(stemmer)) {}
  std::uint32_t add_term(std::string term, float weight);

  Stemmer stemmer_;
  Segmenter segmenter_;
  std::size_t bytes_left_ = kMaxQueryBytes;
  std::vector<QueryTerm> terms_;
  std::vector<QueryPair> pairs_;
  std::unordered_map<std::string, std::uint32_t> known_;
};

/// The terms of one text. Errors: invalid_argument for an unknown language.
Result<std::vector<QueryTerm>> query_terms(std::string_view query, const std::string& language);

}  // namespace vitrine::text
