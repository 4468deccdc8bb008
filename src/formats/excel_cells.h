#pragma once
// The cells of a sheet, row by row. Private to the Excel reader.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/excel_workbook.h"

namespace vitrine::formats {

struct ExcelCell {
  enum class Kind { kEmpty, kNumber, kDay, kTime, kSpan, kText, kBool, kError };
  Kind kind = Kind::kEmpty;
  /// As the file has it; of a day that is written as text, ISO 8601; empty for an error that is
  /// a formula whose result the file has not.
  std::string text;
  double number = 0;  ///< kNumber, kDay, kTime, kSpan, kBool.
};

class ExcelCells {
 public:
  /// `workbook` must outlive it. Errors: corrupt.
  static Result<std::unique_ptr<ExcelCells>> open(const fs::path& path, const std::string& member,
                                                  const ExcelWorkbook& workbook);
  ~ExcelCells();

  /// The next row up to its last cell; rows that the file leaves out are empty. False at the end.
  /// Errors: corrupt; too_large for more than 16,384 columns or 1,048,576 rows.
  Result<bool> next(std::vector<ExcelCell>& row);

  /// Ranges of merged cells; known once next() has said false.
  std::size_t merged_ranges() const;

 private:
  struct State;
  explicit ExcelCells(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// "A" for 0, "AB" for 27.
std::string excel_column_name(std::size_t column);

}  // namespace vitrine::formats
