#include "source/main_format.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

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

/// What a file counts as where formats compete. Requires: is_data_file(file).
FileFormat counted_format(const fs::path& file) {
  const FileFormat format = format_of_name(file.filename().string())->format;
  return format == FileFormat::kNumpyArchive ? FileFormat::kNumpy : format;
}

}  // namespace

Paths data_files(const Paths& files) {
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), is_data_file);
  return out;
}

Paths of_main_format(const Paths& files) {
  if (files.empty()) return {};
  constexpr std::size_t kWeight = 10;
  std::map<FileFormat, std::size_t> counts;
  for (const fs::path& file : files) {
    const FileFormat format = counted_format(file);
    counts[format] += format == FileFormat::kJson ? 1 : kWeight;
  }
  if (counts.size() > 1) counts.erase(FileFormat::kText);
  if (counts.size() > 1) counts.erase(FileFormat::kArchive);
  const auto rank = [](const auto& counted) {
    return std::pair(counted.second, counted.first != FileFormat::kJson);
  };
  const FileFormat main = std::ranges::max_element(counts, {}, rank)->first;
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out),
                       [&](const fs::path& file) { return counted_format(file) == main; });
  return out;
}

}  // namespace vitrine::source
