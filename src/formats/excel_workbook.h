#pragma once
// What the cells of a workbook refer to: sheets, shared texts, number formats. Private to the Excel
// reader.

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "formats/archive.h"
#include "formats/xml_stream.h"

namespace vitrine::formats {

/// What a number format shows a number as.
enum class ExcelFormat { kNumber, kDay, kTime, kSpan };

/// By its code: "yyyy-mm-dd" days, "h:mm" times, "[h]:mm" spans, which do not end with the day,
/// "0.00" numbers; words in quotes do not count.
ExcelFormat excel_format(std::string_view code);

/// A text as Excel shows it: _x000D_ and the like are control characters, which XML cannot hold,
/// and _x005F_ is the underscore in front of letters that would be read so. Other codes are left,
/// as Excel writes none: somebody's own img_x1024_.
std::string excel_text(std::string text);

struct ExcelSheet {
  std::string name;
  std::string member;  ///< Of the archive.
  bool is_hidden = false;
};

struct ExcelWorkbook {
  std::vector<ExcelSheet> sheets;
  std::vector<std::string> texts;    ///< By a shared text's number.
  std::vector<ExcelFormat> formats;  ///< By a cell's style.
  bool counts_from_1904 = false;
};

/// `with_texts`: also the shared texts. Errors: as excel_sheets.
Result<ExcelWorkbook> read_workbook(const fs::path& path, bool with_texts);

/// The archive at the member. Errors: corrupt if there is none.
Result<Archive> open_member(const fs::path& path, const std::string& member);

}  // namespace vitrine::formats
