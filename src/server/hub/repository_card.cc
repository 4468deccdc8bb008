#include "server/hub/repository_card.h"

#include <algorithm>

#include "base/json_writer.h"
#include "source/card.h"

namespace vitrine::hub {
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

std::string configs_header(const Manifest& manifest) {
  std::string header = "configs:\n";
  for (const ConfigManifest& config : manifest.configs) {
    header += "- config_name: " + quoted(config.name) + "\n";
    if (manifest.configs.size() > 1 && &config == manifest.configs.data()) {
      header += "  default: true\n";
    }
    header += "  data_files:\n";
    for (const SplitManifest& split : config.splits) {
      header += "  - split: " + quoted(split.name) + "\n";
      header += "    path: " + quoted(config.name + "/" + split.name + "/*.parquet") + "\n";
    }
  }
  return header;
}

/// Whether a card says of configs what the snapshot has.
bool names_configs(const std::string& text, const Manifest& manifest) {
  const Result<Card> card = parse_card(text);
  return card && card->configs.size() == manifest.configs.size() && card->features.empty();
}

}  // namespace

std::string repository_card(const Manifest& manifest) {
  const std::string configs = configs_header(manifest);
  const std::string size =
      "size_categories:\n- " + quoted(size_category(manifest.num_rows())) + "\n";
  if (!manifest.card) {
    return "---\n" + size + configs + "---\n\n# " + manifest.dataset.name + "\n";
  }
  Result<Card> card = parse_card(*manifest.card);
  if (!card) return "---\n" + size + configs + "---\n\n" + *manifest.card;
  const std::string_view text = card->text;
  std::string_view header = text.substr(0, text.size() - card->markdown.size());
  header = header.substr(std::min(header.find('\n') + 1, header.size()));
  header = header.substr(0, header.rfind("---", header.size()));
  const std::string tail = (card->size_categories.empty() ? size : "") + configs + "---\n";
  std::string kept = "---\n" + header_without_files(header) + tail + card->markdown;
  if (names_configs(kept, manifest)) return kept;
  return "---\n" + header_of_known(*card) + tail + card->markdown;
}

}  // namespace vitrine::hub
