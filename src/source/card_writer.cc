#include "source/card_writer.h"

#include <algorithm>

#include "base/json_writer.h"
#include "source/card.h"

namespace vitrine::source {
namespace {

/// A YAML scalar in double quotes, in which JSON's escapes mean the same.
std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

void append_list(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out += std::string(key) + ":\n";
  for (const std::string& value : values) out += "- " + quoted(value) + "\n";
}

std::uint64_t rows_of(const std::vector<CardSubset>& subsets) {
  std::uint64_t rows = 0;
  for (const CardSubset& subset : subsets) {
    for (const CardFiles& files : subset.files) rows += files.num_rows;
  }
  return rows;
}

std::string_view size_category(std::uint64_t rows) {
  constexpr std::pair<std::uint64_t, std::string_view> kCategories[] = {
      {1'000, "n<1K"},
      {10'000, "1K<n<10K"},
      {100'000, "10K<n<100K"},
      {1'000'000, "100K<n<1M"},
      {10'000'000, "1M<n<10M"},
      {100'000'000, "10M<n<100M"},
      {1'000'000'000, "100M<n<1B"},
  };
  for (const auto& [limit, name] : kCategories) {
    if (rows < limit) return name;
  }
  return "n>1B";
}

/// The header's lines without the top-level entries `configs` and `dataset_info`. What belongs to
/// an entry is indented, a list's dash, a comment or blank.
std::string header_without_files(std::string_view header) {
  std::string kept;
  bool dropping = false;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find('\n'), header.size());
    std::string_view line = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool continues =
        line.empty() || std::string_view(" \t-#").find(line.front()) != std::string_view::npos;
    if (!continues) dropping = line.starts_with("configs:") || line.starts_with("dataset_info:");
    if (!dropping) kept += std::string(line) + "\n";
  }
  return kept;
}

std::string header_of_known(const Card& card) {
  std::string header;
  if (!card.pretty_name.empty()) header += "pretty_name: " + quoted(card.pretty_name) + "\n";
  if (!card.license.empty()) header += "license: " + quoted(card.license) + "\n";
  append_list(header, "language", card.languages);
  append_list(header, "tags", card.tags);
  append_list(header, "task_categories", card.task_categories);
  append_list(header, "size_categories", card.size_categories);
  return header;
}

std::string configs_header(const std::vector<CardSubset>& subsets) {
  std::string header = "configs:\n";
  for (const CardSubset& subset : subsets) {
    header += "- config_name: " + quoted(subset.config) + "\n";
    if (subsets.size() > 1 && &subset == subsets.data()) header += "  default: true\n";
    header += "  data_files:\n";
    for (const CardFiles& files : subset.files) {
      header += "  - split: " + quoted(files.split) + "\n";
      header += "    path: " + quoted(files.pattern) + "\n";
    }
  }
  return header;
}

void append_info(std::string& out, const CardSubset& subset, bool in_list) {
  const std::string margin = "  ";
  if (in_list) out += "- config_name: " + quoted(subset.config) + "\n";
  if (!in_list && subset.config != "default")
    out += margin + "config_name: " + quoted(subset.config) + "\n";
  out += margin + "features:\n";
  append_card_features(out, *subset.features, 2);
  out += margin + "splits:\n";
  std::uint64_t bytes = 0;
  for (const CardFiles& files : subset.files) {
    out += margin + "- name: " + quoted(files.split) + "\n";
    out += margin + "  num_bytes: " + std::to_string(files.num_bytes) + "\n";
    out += margin + "  num_examples: " + std::to_string(files.num_rows) + "\n";
    bytes += files.num_bytes;
  }
  out += margin + "download_size: " + std::to_string(subset.num_bytes_files) + "\n";
  out += margin + "dataset_size: " + std::to_string(bytes) + "\n";
}

std::string info_header(const std::vector<CardSubset>& subsets) {
  std::string header;
  for (const CardSubset& subset : subsets) {
    if (subset.features.has_value()) append_info(header, subset, subsets.size() > 1);
  }
  return header.empty() ? header : "dataset_info:\n" + header;
}

/// Whether a card that was put together says what it shall, and that alone.
bool says(const std::string& text, const std::vector<CardSubset>& subsets) {
  const Result<Card> card = parse_card(text);
  if (!card || card->configs.size() != subsets.size()) return false;
  return std::ranges::all_of(subsets, [&](const CardSubset& subset) {
    const schema::Features* declared = card->features_of(subset.config);
    return (declared != nullptr) == (subset.features.has_value());
  });
}

}  // namespace

std::string write_card(const std::optional<std::string>& original, std::string_view title,
                       const std::vector<CardSubset>& subsets) {
  const std::string files = info_header(subsets) + configs_header(subsets);
  const std::string size = "size_categories:\n- " + quoted(size_category(rows_of(subsets))) + "\n";
  if (!original) return "---\n" + size + files + "---\n\n# " + std::string(title) + "\n";
  Result<Card> card = parse_card(*original);
  if (!card) return "---\n" + size + files + "---\n\n" + *original;
  const std::string_view text = card->text;
  std::string_view header = text.substr(0, text.size() - card->markdown.size());
  header = header.substr(std::min(header.find('\n') + 1, header.size()));
  header = header.substr(0, header.rfind("---", header.size()));
  const std::string tail = (card->size_categories.empty() ? size : "") + files + "---\n";
  std::string kept = "---\n" + header_without_files(header) + tail + card->markdown;
  if (says(kept, subsets)) return kept;
  return "---\n" + header_of_known(*card) + tail + card->markdown;
}

}  // namespace vitrine::source
