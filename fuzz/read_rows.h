#pragma once
// read_rows(): every cell of a file that formats/ opened, as an import reads them.

#include <memory>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "duck/database.h"
#include "duck/json_cell.h"
#include "formats/row_file.h"

/// An engine keeps what it is given, which looks like a leak after each input.
extern "C" inline const char* __asan_default_options() {
  return "detect_leaks=0";
}

namespace vitrine::fuzz {

/// Of a file that promises rows without end, the first.
inline constexpr int kMostChunks = 50;

/// A connection of an engine that is made anew now and then: it keeps every source it was given.
inline duck::Connection& connection() {
  constexpr int kInputsPerEngine = 500;
  static int inputs = 0;
  static std::unique_ptr<duck::Connection> current;
  if (inputs++ % kInputsPerEngine == 0) {
    Result<duck::Database> database = duck::Database::open({.threads = 1});
    if (!database) __builtin_trap();
    current = std::make_unique<duck::Connection>(*duck::Connection::open(*database));
  }
  return *current;
}

inline void read_rows(const Result<formats::RowFile>& file) {
  if (!file) return;
  const std::vector<duck::RowColumn>& columns = file->rows->columns();
  if (columns.empty() || columns.size() != file->features.size()) __builtin_trap();
  const Result<std::string> from = connection().add_rows(file->rows);
  if (!from) return;
  Result<duck::QueryResult> result = connection().query("SELECT * FROM " + *from);
  if (!result) return;
  duck::Chunk chunk;
  std::string cell;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    const Result<bool> more = result->next(chunk);
    if (!more || !*more) return;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const duck::ColumnView column = chunk.column(i);
      for (std::size_t row = 0; row < chunk.rows(); ++row) {
        cell.clear();
        duck::append_cell_json(cell, column, row, file->features[i].type);
        if (cell.empty() || !is_valid_utf8(cell)) __builtin_trap();
      }
    }
  }
}

}  // namespace vitrine::fuzz
