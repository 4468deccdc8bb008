#include "engine/row_identity.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/hash.h"
#include "profile/statistics_file.h"
#include "schema/roles.h"

namespace vitrine::engine {
namespace {

constexpr std::string_view kKey = "key:";
constexpr std::string_view kContent = "row:";
constexpr std::size_t kMaxKeyBytes = 200;
constexpr std::size_t kMostKnown = 1024;
constexpr std::uint64_t kRowsAtOnce = 1024;

bool names_rows(schema::Role role) {
  switch (role) {
    case schema::Role::kId:
    case schema::Role::kLink:
    case schema::Role::kArxivId:
      return true;
    case schema::Role::kNone:
    case schema::Role::kTitle:
    case schema::Role::kAbstract:
    case schema::Role::kSummary:
    case schema::Role::kAuthors:
    case schema::Role::kKeywords:
    case schema::Role::kClass:
    case schema::Role::kVenue:
    case schema::Role::kYear:
    case schema::Role::kVector:
      return false;
  }
  return false;
}

/// Whether every row has a value of its own.
bool is_unique(const profile::ColumnStatistics& column, std::uint64_t num_rows) {
  return profile::null_count(column) == 0 && profile::distinct_count(column) == num_rows;
}

std::string key_front(const schema::Features& features, std::size_t column) {
  return std::string(kKey) + features[column].name + "=";
}

/// The columns that content is made of, by their names. Added ones are no content.
std::vector<std::size_t> content_columns(const search::Split& split) {
  std::vector<std::size_t> columns = split.layout().row_columns;
  if (const search::AddedColumns* added = split.added_columns())
    columns.resize(columns.size() - added->columns.size());
  const schema::Features& features = split.features();
  std::ranges::sort(columns, {}, [&](std::size_t c) { return features[c].name; });
  return columns;
}

/// Names rows by one way.
class Namer {
 public:
  Namer(const search::Split& split, std::optional<std::size_t> key)
      : split_(split), key_(key), columns_(content_columns(split)) {
    if (key) {
      columns_ = {*key};
      front_ = key_front(split.features(), *key);
    }
  }

  /// `visit` is called with each row's position and identity until it returns false.
  template <typename Visit>
  Status name(std::span<const std::uint64_t> rows, Visit visit) const {
    return split_.visit_cells(
        rows, columns_, [&](std::size_t position, std::span<const std::string_view> cells) {
          return visit(position, key_ ? front_ + std::string(cells.front()) : content(cells));
        });
  }

 private:
  std::string content(std::span<const std::string_view> cells) const {
    Hasher128 hasher;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      hasher.update_field(split_.features()[columns_[i]].name);
      hasher.update_field(cells[i]);
    }
    return std::string(kContent) + hex64(hasher.digest().low);
  }

  const search::Split& split_;
  std::optional<std::size_t> key_;
  std::vector<std::size_t> columns_;
  std::string front_;
};

/// The column of a key, if the split has it; of several whose names fit, the one of the longest.
std::optional<std::size_t> key_of(const schema::Features& features, std::string_view identity) {
  std::optional<std::size_t> best;
  for (std::size_t c = 0; c < features.size(); ++c) {
    if (!identity.starts_with(key_front(features, c))) continue;
    if (!best || features[c].name.size() > features[*best].name.size()) best = c;
  }
  return best;
}

using Wanted = std::unordered_map<std::string_view, std::vector<std::size_t>>;

/// One pass over all rows.
Status find_by(const search::Split& split, std::optional<std::size_t> key, const Wanted& wanted,
               std::vector<std::vector<std::uint64_t>>& found, const std::stop_token& stop) {
  const Namer namer(split, key);
  std::vector<std::uint64_t> rows;
  for (std::uint64_t first = 0; first < split.num_rows(); first += kRowsAtOnce) {
    if (stop.stop_requested()) return cancelled("the search for rows was stopped");
    rows.resize(std::min(kRowsAtOnce, split.num_rows() - first));
    std::iota(rows.begin(), rows.end(), first);
    const Status status = namer.name(rows, [&](std::size_t position, const std::string& identity) {
      const auto hit = wanted.find(identity);
      if (hit == wanted.end()) return true;
      for (const std::size_t i : hit->second) found[i].push_back(rows[position]);
      return true;
    });
    if (!status) return status;
  }
  return {};
}

}  // namespace

Result<std::optional<std::size_t>> RowIdentities::key_column(const search::Split& split) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(split.key()); known != known_.end()) return known->second;
  }
  const Result<std::string> text = split.statistics();
  if (!text) return text.error();
  const Result<profile::SplitStatistics> statistics = profile::parse_statistics(*text);
  if (!statistics) return statistics.error();
  const std::vector<schema::Role> roles = schema::infer_roles(split.features());
  std::optional<std::size_t> key;
  for (std::size_t c = 0; c < roles.size() && c < statistics->columns.size() && !key; ++c) {
    if (names_rows(roles[c]) && is_unique(statistics->columns[c], split.num_rows())) key = c;
  }
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.insert_or_assign(split.key(), key);
  return key;
}

Result<std::vector<std::string>> RowIdentities::of(const search::Split& split,
                                                   std::span<const std::uint64_t> rows) {
  const Result<std::optional<std::size_t>> key = key_column(split);
  if (!key) return key.error();
  std::vector<std::string> identities(rows.size());
  bool is_long = false;
  const auto take = [&](std::size_t position, std::string identity) {
    is_long = is_long || identity.size() > kMaxKeyBytes;
    identities[position] = std::move(identity);
    return true;
  };
  if (Status status = Namer(split, *key).name(rows, take); !status)
    return std::move(status).error();
  if (!is_long) return identities;
  if (Status status = Namer(split, std::nullopt).name(rows, take); !status)
    return std::move(status).error();
  return identities;
}

Result<std::vector<std::vector<std::uint64_t>>> RowIdentities::find(
    const search::Split& split, std::span<const std::string> identities,
    const std::stop_token& stop) {
  std::map<std::optional<std::size_t>, Wanted> ways;
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const std::string_view identity = identities[i];
    std::optional<std::size_t> key = key_of(split.features(), identity);
    if (key || identity.starts_with(kContent)) ways[key][identity].push_back(i);
  }
  std::vector<std::vector<std::uint64_t>> found(identities.size());
  for (const auto& [key, wanted] : ways) {
    if (Status status = find_by(split, key, wanted, found, stop); !status)
      return std::move(status).error();
  }
  return found;
}

}  // namespace vitrine::engine
