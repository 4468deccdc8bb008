#pragma once
// The kinds of binary files in a library, and the versions that this program writes and reads. One
// list, so that the room that writes a kind, the library's table of artefacts (store/artefacts.h)
// and `vitrine doctor` cannot disagree. A version is bumped when the bytes change or when the same
// data would give others; docs/formats has a page for each.

#include "base/container.h"

namespace vitrine {

inline constexpr FileKind kRowStoreKind = {"VITRROWS", 2, "row store"};
inline constexpr FileKind kColumnValuesKind = {"VITRCOLV", 2, "column value file"};
inline constexpr FileKind kVectorFileKind = {"VITRVECS", 2, "vector file"};
inline constexpr FileKind kVectorIndexKind = {"VITRCODE", 2, "vector index"};
inline constexpr FileKind kTextIndexKind = {"VITRTEXT", 5, "text index"};
inline constexpr FileKind kLexiconKind = {"VITRLEXI", 1, "lexicon"};
inline constexpr FileKind kTextVectorsKind = {"VITRMEAN", 1, "file of text vectors"};
inline constexpr FileKind kProjectionKind = {"VITRPROJ", 1, "projection"};
inline constexpr FileKind kMapKind = {"VITRMAPS", 2, "map"};

}  // namespace vitrine
