#pragma once
// Spelling: the indexed term that a misspelt word most likely meant.
//
// A word is compared with every term of about its length, so this is for queries that found
// nothing. Distance is in bytes: insertions, deletions, substitutions and swaps of two neighbours,
// each 1 (optimal string alignment). Source: F. Damerau, "A technique for computer detection and
// correction of spelling errors", 1964. Thread safe: pure functions. Cost: about 50 ns for each
// term of the index and word.

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::text {

class QueryTerms;
class TextVocabulary;
struct TextCorrection;

inline constexpr std::size_t kMaxCorrectedWords =
    8;  ///< Of one query; further ones stay as they are.

/// Errors that a word of this length may have: 0 below 4 bytes, 1 below 8, else 2.
std::size_t allowed_errors(std::size_t length);

/// The distance of `a` and `b` if it is at most `limit`, else limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// For each of `words` the nearest term within allowed_errors, among equals the one in most rows,
/// then the first; empty where there is none or `stop` was requested.
std::vector<std::string> nearest_terms(const TextVocabulary& vocabulary,
                                       std::span<const std::string> words,
                                       const std::stop_token& stop);

/// Those of `terms` that no row has, each with its nearest term where it has one.
std::vector<TextCorrection> correct_terms(const TextVocabulary& vocabulary, const QueryTerms& terms,
                                          const std::stop_token& stop);

}  // namespace vitrine::text
