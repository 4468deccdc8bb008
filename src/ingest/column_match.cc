#include "ingest/column_match.h"

#include <algorithm>
#include <unordered_map>

#include "base/ascii.h"
#include "ingest/source_columns.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kNone = std::string::npos;
constexpr std::size_t kMostNamed = 3;

/// "a, b, c and 7 more".
std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i)
    out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kMostNamed)
    out += " and " + std::to_string(names.size() - kMostNamed) + " more";
  return out;
}

/// Where names stand that no other one is but for case, by their small letters.
class Lowered {
 public:
  explicit Lowered(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto [at, is_new] = places_.emplace(ascii_lower(names[i]), i);
      if (!is_new) at->second = kNone;
    }
  }
  /// npos: there is none, or several.
  std::size_t find(const std::string& lower) const {
    const auto found = places_.find(lower);
    return found == places_.end() ? kNone : found->second;
  }

 private:
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

/// A column not yet taken that has just the name.
std::size_t ColumnMatch::find(const std::string& name, std::size_t nth,
                              const std::vector<bool>& taken) const {
  // Most often the same place as in the files before.
  if (nth < names_.size() && !taken[nth] && names_[nth] == name) return nth;
  const auto known = places_.find(name);
  if (known == places_.end()) return kNone;
  const auto free = std::ranges::find_if(known->second, [&](std::size_t at) { return !taken[at]; });
  return free == known->second.end() ? kNone : *free;
}

Status ColumnMatch::add(const std::string& file, const std::vector<std::string>& names) {
  std::vector<bool> taken(names_.size(), false);
  std::vector<std::size_t> columns(names.size(), kNone);
  std::size_t common = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    columns[i] = find(names[i], i, taken);
    if (columns[i] == kNone) continue;
    taken[columns[i]] = true;
    ++common;
  }
  const bool all_found = common == names.size() || names_.empty();
  const Lowered own(all_found ? std::vector<std::string>() : names);
  const Lowered others(all_found ? std::vector<std::string>() : names_);
  for (std::size_t i = 0; i < names.size() && !all_found; ++i) {
    if (columns[i] != kNone) continue;
    const std::string lower = ascii_lower(names[i]);
    const std::size_t at = others.find(lower);
    if (at == kNone || own.find(lower) == kNone || taken[at]) continue;
    columns[i] = at;
    taken[at] = true;
    ++common;
    recased_.push_back("column \"" + names[i] + "\" of " + file + " is read as \"" + names_[at] +
                       "\"");
  }
  if (!files_.empty() && common * 2 < std::min(names.size(), names_.size())) {
    return invalid_argument("the files " + files_.front() + " and " + file +
                            " do not go together: " +
                            (common == 0 ? std::string("they have no column in common")
                                         : "they share " + std::to_string(common) + " of " +
                                               std::to_string(names.size()) + " columns") +
                            "; import each by itself, or declare configs in a README.md");
  }
  std::vector<std::size_t> positions(names_.size(), kNone);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (columns[i] == kNone) {
      columns[i] = names_.size();
      places_[names[i]].push_back(names_.size());
      names_.push_back(names[i]);
      positions.push_back(kNone);
    }
    positions[columns[i]] = i;
  }
  files_.push_back(file);
  positions_.push_back(std::move(positions));
  return {};
}

std::vector<std::size_t> ColumnMatch::positions(std::size_t file) const {
  std::vector<std::size_t> out = positions_[file];
  out.resize(names_.size(), kNone);
  return out;
}

std::vector<std::string> ColumnMatch::notices() const {
  std::vector<std::string> out;
  say_gathered(recased_, "columns are written in another case", out);
  std::vector<std::string> missing;
  for (std::size_t column = 0; column < names_.size(); ++column) {
    std::vector<std::string> lacking;
    for (std::size_t file = 0; file < files_.size(); ++file) {
      if (column >= positions_[file].size() || positions_[file][column] == kNone)
        lacking.push_back(files_[file]);
    }
    if (lacking.empty()) continue;
    missing.push_back("column \"" + names_[column] + "\" is not in " + listed(lacking) +
                      ": it is null there");
  }
  say_gathered(std::move(missing), "columns are not in all files", out);
  return out;
}

}  // namespace vitrine::ingest
