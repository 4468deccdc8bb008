#include "source/main_format.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>

#include "source/file_format.h"

namespace vitrine::source {
namespace {

/// Files that describe a dataset and hold none of it. Source: FILES_TO_IGNORE of Hugging Face's
/// datasets library, and state.json of its save_to_disk.
constexpr std::array<std::string_view, 5> kDescriptions = {
    "config.json", "dataset_dict.json", "dataset_info.json", "dataset_infos.json", "state.json"};

bool is_data_file(const fs::path& file) {
  const std::string name = file.filename().string();
  return format_of_name(name).has_value() &&
         std::ranges::find(kDescriptions, name) == kDescriptions.end();
}

/// What a file counts as where formats compete.
enum class Kind {
  kParquet,
  kJsonLines,
  kCsv,
  kTsv,
  kArrow,
  kNumpy,
  kSqlite,
  kExcel,
  kJson,
  kText,
  kArchive
};
constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::kArchive) + 1;

Kind kind_of(const fs::path& file) {
  switch (format_of_name(file.filename().string())->format) {
    case FileFormat::kParquet:
      return Kind::kParquet;
    case FileFormat::kJsonLines:
      return Kind::kJsonLines;
    case FileFormat::kCsv:
      return Kind::kCsv;
    case FileFormat::kTsv:
      return Kind::kTsv;
    case FileFormat::kText:
      return Kind::kText;
    case FileFormat::kArrow:
      return Kind::kArrow;
    case FileFormat::kNumpy:
    case FileFormat::kNumpyArchive:
      return Kind::kNumpy;
    case FileFormat::kSqlite:
      return Kind::kSqlite;
    case FileFormat::kExcel:
      return Kind::kExcel;
    case FileFormat::kArchive:
      return Kind::kArchive;
    case FileFormat::kJson:
      break;
  }
  return Kind::kJson;
}

}  // namespace

Paths data_files(const Paths& files) {
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), is_data_file);
  return out;
}

Paths of_main_format(const Paths& files) {
  constexpr std::size_t kWeight = 10;
  std::array<std::size_t, kKinds> counts{};
  const auto count = [&](Kind kind) -> std::size_t& {
    return counts[static_cast<std::size_t>(kind)];
  };
  for (const fs::path& file : files) count(kind_of(file)) += kWeight;
  count(Kind::kJson) /= kWeight;
  const auto tables_end = counts.begin() + static_cast<std::ptrdiff_t>(Kind::kText);
  if (std::any_of(counts.begin(), tables_end, [](std::size_t n) { return n > 0; }))
    count(Kind::kArchive) = 0;
  if (std::ranges::count(counts, 0U) + 1 < static_cast<std::ptrdiff_t>(kKinds))
    count(Kind::kText) = 0;
  const auto main = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), [&](const fs::path& file) {
    return static_cast<std::size_t>(kind_of(file)) == main;
  });
  return out;
}

}  // namespace vitrine::source
