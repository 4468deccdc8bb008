#pragma once
// RowFile: a file that this room reads, opened: its rows, and what its columns mean beyond their
// types.

#include <memory>
#include <string>
#include <vector>

#include "duck/row_source.h"
#include "schema/features.h"
#include "schema/named_model.h"

namespace vitrine::formats {

/// How column i is called in SQL: a file's own names may be empty, or there twice.
inline std::string position_name(std::size_t i) {
  return "c" + std::to_string(i);
}

struct RowFile {
  std::shared_ptr<const duck::RowSource> rows;  ///< Its columns are called by position_name().
  schema::Features features;  ///< Of these columns in order, with the file's own names.
  std::string hub_metadata;  ///< The writer's {"info": {"features": ...}}, as Parquet footers have.
  std::vector<schema::NamedModel> models = {};  ///< Of columns of which the file says it.
  std::vector<std::string> notices;
};

}  // namespace vitrine::formats
