#pragma once
// Which column of a split is kept in which artefact: what the writer of a snapshot and its readers
// must agree on. The names of the files are artefacts.h's.

#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine::store {

/// How the source's files were read, in the snapshot's folder: [{config, files_read, notices}].
inline constexpr std::string_view kReadingFile = "reading.json";

struct SplitLayout {
  std::vector<std::size_t>
      row_columns;  ///< Positions of the columns in the row store, in its order.
  std::vector<std::size_t> vector_columns;  ///< Positions of the columns with a vector file.
  std::vector<std::size_t>
      text_columns;  ///< Positions of the columns in the text index, in its order.
  /// Of those, the columns whose text says what a row is about: title, summary and abstract where
  /// there is one of the last two, else all but names, places, links and keys. Their vectors are
  /// the rows' text vectors. Empty only without text columns.
  std::vector<std::size_t> meaning_columns;

  explicit SplitLayout(const schema::Features& features);
};

}  // namespace vitrine::store
