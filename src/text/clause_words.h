#pragma once
// Clause words: what a clause of a query looks for, as terms of the index.
//
// Not thread safe: the segmenter and the stemmer are one thread's.

#include <cstddef>
#include <string>
#include <vector>

#include "text/query_parser.h"

namespace vitrine::text {

class Segmenter;
class Stemmer;

/// Words of a longer phrase are ignored.
inline constexpr std::size_t kMaxPhraseWords = 16;

/// A row has the clause if it has any of the three, in the clause's field if it names one.
struct ClauseWords {
  std::vector<std::string> phrase;  ///< Terms that follow each other; none: no row has it.
  std::vector<std::string> wholes;  ///< "zeroshot", which is written "zero-shot" too.
  std::string prefix;               ///< Any term that begins so, unstemmed; empty: none.
};

/// Requires: the clause is neither a group nor a condition.
ClauseWords clause_words(const QueryClause& clause, Segmenter& segmenter, Stemmer& stemmer);

}  // namespace vitrine::text
