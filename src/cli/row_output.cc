#include "cli/row_output.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "cli/session.h"
#include "search/row_csv.h"
#include "search/row_json.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kFlushBytes = 64 << 10;

}  // namespace

OutputFormat output_format(const Arguments& arguments) {
  if (arguments.json) return OutputFormat::kJson;
  const auto* const found = std::ranges::find(kOutputFormats, arguments.format);
  return found == std::end(kOutputFormats)
             ? OutputFormat::kTable
             : static_cast<OutputFormat>(found - std::begin(kOutputFormats));
}

Status check_output(OutputFormat format) {
  const bool is_text = format != OutputFormat::kParquet && format != OutputFormat::kArrow;
  if (is_text || ::isatty(STDOUT_FILENO) == 0) return {};
  const std::string name(kOutputFormats[static_cast<std::size_t>(format)]);
  return invalid_argument("--format " + name + " is no text: send it to a file (> rows." + name +
                          ") or into a pipe");
}

TextRows::TextRows(OutputFormat format, const schema::Features& features,
                   std::span<const std::size_t> columns)
    : format_(format) {
  if (format_ == OutputFormat::kJsonLines) {
    keys_ = search::column_keys(features, columns);
  } else {
    search::append_csv_names(waiting_, features, columns);
    waiting_ += '\n';
  }
}

Status TextRows::add(std::span<const std::string_view> cells) {
  if (format_ == OutputFormat::kJsonLines) {
    search::append_object(waiting_, keys_, cells);
  } else {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) waiting_ += ',';
      search::append_csv_field(waiting_, cells[i]);
    }
  }
  waiting_ += '\n';
  return waiting_.size() < kFlushBytes ? Status() : finish();
}

Status TextRows::finish() {
  Status written = print(waiting_);
  waiting_.clear();
  return written;
}

}  // namespace vitrine::cli
