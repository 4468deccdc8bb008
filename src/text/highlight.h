#pragma once
// Highlighter: where a text has the words of a query, and which piece of it to show.
//
// Uses the same segmenter and stemmer as the index, so what is marked is what matched: "networks"
// for "network", "zero-shot" for "zeroshot", the accented for the plain. Words that a query
// excludes are not marked; words that it asks for in one field are marked in that field. Not thread
// safe: one per request, for all its rows, because what is known of a word is kept. Cost: about 50
// ns a word of text, 0.3 us one that is new.
//
//   Result<Highlighter> highlighter = Highlighter::create("graph -survey", "english", {{"title"}});
//   Snippet shown = highlighter->snippet(abstract, "abstract", 200);
//
// Offsets are bytes of UTF-8. For JavaScript, whose strings count UTF-16 units, the offset of byte
// b is utf16_length(text.substr(0, b)).

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/vocabulary.h"
#include "text/query_parser.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {

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

/// UTF-16 units of well-formed UTF-8: 1 for each character up to U+FFFF, 2 beyond.
std::size_t utf16_length(std::string_view utf8);

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
    std::uint32_t term;  ///< Its number among the wanted.
  };

  explicit Highlighter(Stemmer stemmer) : stemmer_(std::move(stemmer)) {}
  void add_group(const QueryClause& group);
  void add_clause(const QueryClause& clause);
  /// What is known of the words seen in one field.
  struct Known {
    Vocabulary words;
    std::vector<std::uint32_t> terms;  ///< Of each word: its term's number, or kUnwanted.
  };
  static constexpr std::uint32_t kUnwanted = ~0U;
  std::uint32_t wanted_term(Known& known, std::string_view field, std::string_view word);
  bool wants(const Wanted& wanted, std::string_view word, std::string_view term) const;
  std::vector<Match> matches(std::string_view text, std::string_view field);

  Stemmer stemmer_;
  Segmenter segmenter_;
  std::map<std::string, Wanted, std::less<>> wanted_;  ///< By field; "" for any.
  std::map<std::string, Known, std::less<>> known_;    ///< By field.
  Vocabulary terms_;                                   ///< Wanted ones that were met.
};

}  // namespace vitrine::text
