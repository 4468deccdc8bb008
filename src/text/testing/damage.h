#pragma once
// Damage: a text index file with changed bytes whose checksums are right again.
//
// A checksum catches accidents; these files are what is left to the reader's own checks.

#include <string>

namespace vitrine {

/// A small index with every kind of record: bitmap and table, blocks, rare terms, several fields.
std::string small_index();

/// `bytes` with both checksums of its footer made right. Requires: at least a footer's size.
std::string sealed(std::string bytes);

/// Opens `bytes` and, if that works, asks everything that can be asked. Must not crash.
void exercise_index(const std::string& bytes);

}  // namespace vitrine
