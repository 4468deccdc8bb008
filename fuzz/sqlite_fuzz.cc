// A SQLite database: its tables are listed and the first of them read.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/sqlite_file.h"
#include "memory_file.h"
#include "read_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostTables = 4;
  constexpr int kMaxSteps = 1;
  const vitrine::fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const vitrine::Result<std::vector<std::string>> tables =
      vitrine::formats::sqlite_tables(file.path());
  if (!tables) return 0;
  for (std::size_t i = 0; i < tables->size() && i < kMostTables; ++i)
    vitrine::fuzz::read_rows(vitrine::formats::open_sqlite(file.path(), (*tables)[i], kMaxSteps));
  return 0;
}
