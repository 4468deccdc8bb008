#include "source/exports.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/file_format.h"

namespace vitrine::source {
namespace {

constexpr std::array<char, 6> kDelimiters = {'\t', '\x01', '\x1F', '|', ';', ','};

bool is_export(const fs::path& file) {
  const std::string name = file.filename().string();
  return !name.starts_with('_') && name.find('.') == std::string::npos &&
         std::ranges::any_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_table_of_text(const SourceFile& file) {
  return !format_of_name(file.path.filename().string()) &&
         (file.format == FileFormat::kCsv || file.format == FileFormat::kTsv);
}

/// Lines that hold something; a last one that is cut is left out.
std::vector<std::string_view> lines_of(std::string_view text, bool is_whole) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos && !is_whole && !lines.empty()) break;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// What stands between delimiters that are outside of quotes.
std::vector<std::string> fields_of(std::string_view line, char delimiter) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"') is_quoted = !is_quoted;
    if (c == delimiter && !is_quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

/// Of all lines, where each has as many, two at least; else 0.
std::size_t fields_of_all(const std::vector<std::string_view>& lines, char delimiter) {
  std::size_t count = 0;
  for (const std::string_view line : lines) {
    const std::size_t own = fields_of(line, delimiter).size();
    if (own < 2 || (count > 0 && own != count)) return 0;
    count = own;
  }
  return count;
}

/// The character that parts all lines of all texts in as many fields, the most; nothing for none.
std::optional<char> common_delimiter(const std::vector<std::vector<std::string_view>>& texts) {
  std::optional<char> found;
  std::size_t most = 1;
  for (const char delimiter : kDelimiters) {
    const std::size_t fields = fields_of_all(texts.front(), delimiter);
    const bool is_common = std::ranges::all_of(
        texts, [&](const auto& lines) { return fields_of_all(lines, delimiter) == fields; });
    if (!is_common || fields <= most) continue;
    most = fields;
    found = delimiter;
  }
  return found;
}

/// Whether all first lines have the same fields, in whatever order.
bool begin_alike(const std::vector<std::vector<std::string_view>>& texts, char delimiter) {
  const auto names = [&](const std::vector<std::string_view>& lines) {
    std::vector<std::string> fields = fields_of(lines.front(), delimiter);
    std::ranges::sort(fields);
    return fields;
  };
  return std::ranges::all_of(
      texts, [&](const auto& lines) { return names(lines) == names(texts.front()); });
}

/// No column is called so.
bool has_numbers(std::string_view line, char delimiter) {
  return std::ranges::any_of(fields_of(line, delimiter), [](const std::string& field) {
    return !field.empty() && field.find_first_not_of("0123456789.-+") == std::string::npos;
  });
}

std::vector<const SourceFile*> all_files(const SourceConfig& config) {
  std::vector<const SourceFile*> files;
  for (const SourceSplit& split : config.splits)
    for (const SourceFile& file : split.files) files.push_back(&file);
  return files;
}

std::string name_of(char delimiter) {
  if (delimiter == '\t') return "tabs";
  if (delimiter == '\x01') return "'\\x01'";
  if (delimiter == '\x1F') return "'\\x1f'";
  return std::string("'") + delimiter + "'";
}

}  // namespace

Paths export_files(const Paths& files) {
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), is_export);
  return out;
}

Status settle_exports(SourceConfig& config, std::string_view encoding) {
  const std::vector<const SourceFile*> files = all_files(config);
  const bool is_one_kind = files.size() > 1 && std::ranges::all_of(files, [](const auto* file) {
                             return is_table_of_text(*file);
                           });
  if (!is_one_kind) return {};
  std::vector<std::string> heads;
  for (const SourceFile* file : files) {
    Result<std::string> head = head_of_text(*file, encoding);
    if (!head) return std::move(head).error();
    heads.push_back(*std::move(head));
  }
  std::vector<std::vector<std::string_view>> texts;
  for (const std::string& head : heads) texts.push_back(lines_of(head, head.size() < kHeadOfText));
  if (std::ranges::any_of(texts, [](const auto& lines) { return lines.empty(); })) return {};
  const std::optional<char> delimiter = common_delimiter(texts);
  if (!delimiter) return {};
  const bool alike = begin_alike(texts, *delimiter);
  if (alike && has_numbers(texts.front().front(), *delimiter)) return {};
  config.reading.delimiter = delimiter;
  config.reading.header = alike;
  config.notices.push_back(
      "the files have no ending: by their content their fields are parted by " +
      name_of(*delimiter) + ", and their first lines are " +
      (*config.reading.header ? "the header" : "data") +
      " (--delimiter, --header and --no-header say otherwise)");
  return {};
}

bool are_exports_certain(const SourceConfig& config) {
  return config.reading.delimiter.has_value() ||
         std::ranges::none_of(all_files(config),
                              [](const SourceFile* file) { return is_table_of_text(*file); });
}

std::string naming_advice(const fs::path& folder, const Paths& files) {
  std::string common = files.front().string();
  for (const fs::path& file : files) {
    const std::string name = file.string();
    common.erase(std::ranges::mismatch(common, name).in1, common.end());
  }
  const bool is_one_folder = std::ranges::all_of(files, [&](const fs::path& file) {
    return file.string().find('/', common.size()) == std::string::npos;
  });
  if (!is_one_folder) common.erase(common.rfind('/') + 1);
  return "files without an ending, such as " + files.front().string() +
         ", are read if they are named: '" +
         (folder / (common + (is_one_folder ? "*" : "**/*"))).string() + "'";
}

}  // namespace vitrine::source
