#include "source/split_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace vitrine::source {
namespace {

struct Keyword {
  std::string_view word;
  std::string_view split;
};

constexpr std::array<Keyword, 10> kKeywords = {{
    {"train", "train"},
    {"training", "train"},
    {"validation", "validation"},
    {"valid", "validation"},
    {"dev", "validation"},
    {"val", "validation"},
    {"test", "test"},
    {"testing", "test"},
    {"eval", "test"},
    {"evaluation", "test"},
}};

bool is_separator(char c) {
  return c == '-' || c == '.' || c == '_' || c == ' ' || (c >= '0' && c <= '9');
}

/// The split whose word is a whole part of `name`; the first in the table's order of splits.
std::optional<std::string> split_in(std::string_view name) {
  for (const auto& [word, split] : kKeywords) {
    for (std::size_t at = name.find(word); at != std::string_view::npos;
         at = name.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || is_separator(name[at - 1])) &&
          (end == name.size() || is_separator(name[end]))) {
        return std::string(split);
      }
    }
  }
  return std::nullopt;
}

bool digits(std::string_view text) {
  return text.size() == 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "train" of "data/train-00000-of-00004.parquet".
std::optional<std::string> sharded_split(const fs::path& path) {
  if (path.parent_path() != "data") return std::nullopt;
  const std::string name = path.filename().string();
  const std::string_view view(name);
  for (std::size_t of = view.find("-of-"); of != std::string_view::npos;
       of = view.find("-of-", of + 1)) {
    if (of >= 7 && view[of - 6] == '-' && digits(view.substr(of - 5, 5)) &&
        digits(view.substr(of + 4, 5))) {
      return name.substr(0, of - 6);
    }
  }
  return std::nullopt;
}

std::optional<std::string> folder_split(const fs::path& path) {
  for (const fs::path& part : path.parent_path()) {
    if (std::optional<std::string> split = split_in(part.string())) return split;
  }
  return std::nullopt;
}

std::optional<std::string> file_split(const fs::path& path) {
  return split_in(path.filename().string());
}

std::optional<std::string> only_train(const fs::path&) {
  return "train";
}

int rank(std::string_view split) {
  static constexpr std::array<std::string_view, 3> kOrder = {"train", "validation", "test"};
  return static_cast<int>(std::ranges::find(kOrder, split) - kOrder.begin());
}

}  // namespace

std::vector<NamedSplit> assign_splits(const std::vector<fs::path>& files) {
  for (const auto rule : {sharded_split, folder_split, file_split, only_train}) {
    std::vector<NamedSplit> splits;
    for (const fs::path& file : files) {
      const std::optional<std::string> name = rule(file);
      if (!name) continue;
      auto split = std::ranges::find(splits, *name, &NamedSplit::name);
      if (split == splits.end()) split = splits.insert(splits.end(), {*name, {}});
      split->files.push_back(file);
    }
    if (splits.empty()) continue;
    std::ranges::sort(splits, [](const NamedSplit& a, const NamedSplit& b) {
      return std::pair(rank(a.name), std::string_view(a.name)) <
             std::pair(rank(b.name), std::string_view(b.name));
    });
    return splits;
  }
  return {};
}

}  // namespace vitrine::source
