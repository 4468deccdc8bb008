#pragma once
// Highlighter: where a text has the words of a query, and which piece of it to show.
//
// Uses the same segmenter and stemmer as the index, so what is marked is what matched: "networks"
// for "network", "zero-shot" for "zeroshot", the accented for the plain. Words that a query
// excludes are not marked; words that it asks for in one field are marked in that field. Not thread
// safe: one per request. Cost: about 0.3 us a word of text.
//
//   Result<Highlighter> highlighter = Highlighter::create("graph -survey", "english", {{"title"}});
//   Snippet shown = highlighter->snippet(abstract, "abstract", 200);

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/query_parser.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine {

/// Bytes of the given text, half-open, on character boundaries.
struct HighlightSpan {
  std::size_t begin;
  std::size_t end;

  bool operator==(const HighlightSpan&) const = default;
};

struct Snippet {
  std::size_t begin =
      0;  ///< Bytes of the given text, half-open, between words where there are any.
  std::size_t end = 0;
  std::vector<HighlightSpan> spans;  ///< Within it, as offsets in the given text.
};

/// Texts are read up to here.
inline constexpr std::size_t kMaxHighlightBytes = 1U << 20U;

class Highlighter {
 public:
  /// `names` are those that the query may use. Errors: invalid_argument (language).
  static Result<Highlighter> create(std::string_view query, const std::string& language,
                                    const QueryNames& names);

  /// All matches in `text`, a value of `field`: ascending, not overlapping.
  std::vector<HighlightSpan> spans(std::string_view text, std::string_view field);

  /// The piece of at most `max_bytes` bytes that has the most distinct words of the query, then the
  /// most matches, then comes first; the beginning of the text if it has none.
  Snippet snippet(std::string_view text, std::string_view field, std::size_t max_bytes);

 private:
  struct Wanted {
    std::set<std::string, std::less<>> terms;
    std::vector<std::string> prefixes;
  };
  struct Match {
    HighlightSpan span;
    std::string term;
  };

  explicit Highlighter(Stemmer stemmer) : stemmer_(std::move(stemmer)) {}
  void add_group(const QueryClause& group);
  void add_clause(const QueryClause& clause);
  bool wants(const Wanted& wanted, std::string_view word, std::string_view term) const;
  std::vector<Match> matches(std::string_view text, std::string_view field);

  Stemmer stemmer_;
  Segmenter segmenter_;
  std::map<std::string, Wanted, std::less<>> wanted_;  ///< By field; "" for any.
};

}  // namespace vitrine
