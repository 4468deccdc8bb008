// Values of a column of text and of one of bytes, one a line: what becomes a vector has as many
// finite numbers in every row.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "duck/types.h"
#include "ingest/source_columns.h"
#include "read_rows.h"

namespace {

using vitrine::schema::Feature;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {kDigits[byte / 16], kDigits[byte % 16]};
  }
  return out;
}

/// A clause of one row a line: the bytes, and the same as text where they are one.
std::string rows_of(std::string_view input) {
  std::string rows;
  while (!input.empty()) {
    const std::size_t end = input.find('\n');
    const std::string_view line = input.substr(0, end);
    const bool is_text = vitrine::is_valid_utf8(line) && line.find('\0') == std::string_view::npos;
    const std::string bytes = "from_hex('" + hexadecimal(line) + "')";
    rows += rows.empty() ? "(VALUES (" : ", (";
    rows += bytes + ", " + (is_text ? "decode(" + bytes + ")" : "NULL::VARCHAR") + ")";
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  }
  return rows.empty() ? "" : rows + ") AS rows(bytes, text)";
}

void look_at(const vitrine::ingest::SourceColumn& column, const std::string& from) {
  if (column.type.kind != Feature::Kind::kList) return;
  auto result = vitrine::fuzz::connection().query("SELECT " + column.expression + " FROM " + from);
  if (!result) __builtin_trap();
  const bool is_single = column.type.item().is_value("float32");
  vitrine::duck::Chunk chunk;
  while (true) {
    const auto more = result->next(chunk);
    if (!more) __builtin_trap();
    if (!*more) return;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      const vitrine::duck::ColumnView& cells = chunk.column(0);
      if (cells.is_null(row)) continue;
      if (cells.list(row).length != column.type.length) __builtin_trap();
      for (std::size_t i = 0; i < column.type.length; ++i) {
        const double number = is_single ? cells.floats(row)[i] : cells.doubles(row)[i];
        if (!std::isfinite(number)) __builtin_trap();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string from = rows_of({reinterpret_cast<const char*>(data), size});
  if (from.empty()) return 0;
  vitrine::source::SourceConfig config;
  config.name = "default";
  for (const bool is_wanted : {false, true}) {
    if (is_wanted) config.reading.vectors = {"text"};
    vitrine::ingest::SourceColumns source;
    source.columns = {{"bytes", "bytes", Feature::value("binary")},
                      {"text", "text", Feature::value("string")}};
    source.from = {from};
    const vitrine::ingest::SourceScan scan{vitrine::fuzz::connection(), config, nullptr, {}};
    if (const vitrine::Status status = vitrine::ingest::read_vectors(scan, source); !status) {
      if (!is_wanted || status.error().code() != vitrine::ErrorCode::kInvalidArgument)
        __builtin_trap();
      continue;
    }
    for (const vitrine::ingest::SourceColumn& column : source.columns) look_at(column, from);
  }
  return 0;
}
