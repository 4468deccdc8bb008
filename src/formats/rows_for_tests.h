#pragma once
// For tests of this room: all cells of an opened file as one text.

#include <string>

#include "duck/database.h"
#include "formats/row_file.h"

namespace vitrine::formats {

/// "name:type, ... [(cells of row 0), (...)]", or the error.
inline std::string shown(const Result<RowFile>& file) {
  if (!file) return file.error().message();
  duck::Database database = *duck::Database::open({.threads = 1});
  duck::Connection connection = *duck::Connection::open(database);
  const Result<std::string> from = connection.add_rows(file->rows);
  if (!from) return from.error().message();
  std::string names;
  std::string columns;
  for (std::size_t i = 0; i < file->features.size(); ++i) {
    names += (i == 0 ? "" : ", ") + file->features[i].name + ":" +
             schema::feature_label(file->features[i].type);
    columns += (i == 0 ? "" : ", ") + position_name(i);
  }
  Result<duck::QueryResult> result =
      connection.query("SELECT coalesce(list(row(" + columns + "))::VARCHAR, '') FROM " + *from);
  if (!result) return result.error().message();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error().message();
  return names + " " + std::string(chunk.column(0).text(0));
}

}  // namespace vitrine::formats
