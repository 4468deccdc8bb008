#pragma once
// Rescoring: the scores of rows that were found elsewhere, from their texts.
//
// A search engine finds candidates; their order and their scores are those that a text index of
// all rows would give them, to the last bit: a vocabulary knows what the rows have in common, and
// the texts are read as the index reads them. Pure functions: nothing is written. Thread safe.
// Cost: about 110 ns a word of the texts.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "text/index.h"

namespace vitrine::text {

class TextVocabulary;

/// What a row says.
struct TextRow {
  std::uint32_t row = 0;
  /// Of each field of the vocabulary its values, in order: none of a null, several of a list.
  std::vector<std::vector<std::string>> fields;
  /// Whether QueryPlan::finished, where the plan has it, accepts the row. What only longer words
  /// than the one being typed bring has a score of 0.
  bool finished = true;
};

/// The rows as TextResults::hits has them: by descending score, ties by ascending row, then those
/// that no word scores. Words side by side lift the best kAdjacencyDepth by words alone, as in a
/// search if `rows` hold the best of all rows. `corrections` are those of the answer: they are
/// looked for in place of the query's words. Errors: unsupported (a vocabulary without a mean
/// length), invalid_argument (its language, its weights, a row of more fields).
Result<std::vector<TextHit>> rescore(const TextVocabulary& vocabulary, const TextQuery& query,
                                     std::span<const TextCorrection> corrections,
                                     std::span<const TextRow> rows);

/// What the scores of `hits` are made of, in their order: as TextIndex::explain(). `rows[i]` is
/// that of `hits[i]`. Errors: as above, invalid_argument also where rows and hits are not the same.
Result<std::vector<TextExplanation>> explain_rows(const TextVocabulary& vocabulary,
                                                  const TextQuery& query,
                                                  std::span<const TextHit> hits,
                                                  std::span<const TextCorrection> corrections,
                                                  std::span<const TextRow> rows);

}  // namespace vitrine::text
