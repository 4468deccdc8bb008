#pragma once
// Which column of a split is kept where, and the names of the files: what the writer of a snapshot
// and its readers must agree on.

#include <string>
#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine {

inline constexpr std::string_view kRowStoreFile = "rows.vtr";
inline constexpr std::string_view kTextIndexFile = "text.vti";
inline constexpr std::string_view kColumnValuesFile = "values.vtc";
/// How the source's files were read, in the snapshot's folder: [{config, files_read, notices}].
inline constexpr std::string_view kReadingFile = "reading.json";
inline constexpr std::string_view kStatisticsFile = "statistics.json";

/// "vectors-3.vtv" for the column at position 3.
std::string vector_file_name(std::size_t column);
/// "vectors-3.vtq": the index beside it, where there is one.
std::string vector_index_file_name(std::size_t column);

struct SplitLayout {
  std::vector<std::size_t>
      row_columns;  ///< Positions of the columns in the row store, in its order.
  std::vector<std::size_t> vector_columns;  ///< Positions of the columns with a vector file.
  std::vector<std::size_t>
      text_columns;  ///< Positions of the columns in the text index, in its order.

  explicit SplitLayout(const Features& features);
};

}  // namespace vitrine
