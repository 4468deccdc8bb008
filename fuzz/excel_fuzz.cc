// A workbook, its XML in five parts between "\n--\n": workbook, its relations, shared texts, styles
// and the sheet.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/excel_file.h"
#include "memory_file.h"
#include "read_rows.h"
#include "stored_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostSheets = 3;
  constexpr std::array<const char*, 5> kNames = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                                 "xl/sharedStrings.xml", "xl/styles.xml",
                                                 "xl/worksheets/sheet1.xml"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  vitrine::fuzz::Members members;
  for (std::string& part : vitrine::fuzz::parts_of(text)) {
    if (members.size() == kNames.size()) break;
    members.emplace_back(kNames.at(members.size()), std::move(part));
  }
  const vitrine::fuzz::MemoryFile file(vitrine::fuzz::stored_zip(members));
  const vitrine::Result<std::vector<std::string>> sheets =
      vitrine::formats::excel_sheets(file.path());
  if (!sheets) return 0;
  for (std::size_t i = 0; i < sheets->size() && i < kMostSheets; ++i)
    vitrine::fuzz::read_rows(vitrine::formats::open_excel(file.path(), (*sheets)[i]));
  return 0;
}
