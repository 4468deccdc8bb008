#pragma once
// Damage: a small text index, its lexicon, and everything that can be asked of them, for files
// whose bytes were changed (base/testing/resealed.h makes their checksums right again).

#include <string>

namespace vitrine::text {

/// A small index with every kind of record: bitmap and table, blocks, rare terms, several fields.
std::string small_index();

/// Opens `bytes` and, if that works, asks everything that can be asked. Must not crash.
void exercise_index(const std::string& bytes);

/// The lexicon of the small index.
std::string small_lexicon();
/// As exercise_index().
void exercise_lexicon(const std::string& bytes);

}  // namespace vitrine::text
