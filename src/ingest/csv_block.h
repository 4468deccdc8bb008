#pragma once
// CSV block: some rows of a delimited text, converted, column by column as DuckDB wants them.

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "duck/row_source.h"
#include "ingest/csv_records.h"
#include "ingest/text_types.h"

namespace vitrine::ingest {

struct CsvTarget {
  std::string name;
  TextType type;
};

class CsvBlock {
 public:
  /// Empties it, for rows of these columns, which outlive the block.
  void start(const std::vector<CsvTarget>& targets);
  /// The next row. `positions`: where in the record each column is; npos where it is in none, which
  /// is a null. Errors: corrupt for a text that is no value of its column, or not UTF-8.
  Status add(const CsvRecord& record, std::span<const std::size_t> positions);

  std::size_t rows() const { return rows_; }
  /// As RowChunk counts them: cells that are not null.
  std::size_t bytes() const { return bytes_; }
  bool is_full(std::size_t most_rows) const {
    return rows_ >= most_rows || bytes_ >= duck::RowChunk::kChunkBytes;
  }

  /// All rows, as the first of `out`.
  void write(duck::RowChunk& out) const;

 private:
  struct Texts {
    std::string bytes;              // one text after the other
    std::vector<std::size_t> ends;  // in it
  };
  /// Of a null row, some value.
  using Cells = std::variant<Texts, std::vector<std::int64_t>, std::vector<std::uint64_t>,
                             std::vector<std::int32_t>, std::vector<duck::Int128>,
                             std::vector<double>, std::vector<std::uint8_t>>;
  struct Column {
    Cells cells;
    std::vector<std::uint32_t> null_rows;
  };

  static Cells no_cells(TextType::Form form);
  static void clear(Column& column);
  Status add_text(Column& column, Texts& texts, const CsvField& field);
  Status add_cell(Column& column, const TextType& type, const CsvField& field);
  static void write_cells(const Column& column, duck::ColumnWriter& out);

  const std::vector<CsvTarget>* targets_ = nullptr;
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace vitrine::ingest
