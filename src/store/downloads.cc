#include "store/downloads.h"

#include <chrono>
#include <map>

#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kDaysKept = 366;
constexpr std::uint64_t kMaxFileBytes = 1 << 20U;

using CountByDay = std::map<std::int64_t, std::uint64_t>;

CountByDay parse_counts(std::string_view text) {
  CountByDay counts;
  const Result<boost::json::value> root = parse_json(text);
  if (!root || int_member(*root, "version") != kVersion) return counts;
  const boost::json::value* days = find_member(*root, "days");
  if (days == nullptr || !days->is_array()) return counts;
  for (const boost::json::value& entry : days->get_array()) {
    const auto day = int_member(entry, "day");
    const auto count = int_member(entry, "count");
    if (day && count && *count > 0) counts[*day] = static_cast<std::uint64_t>(*count);
  }
  return counts;
}

CountByDay read_counts(const fs::path& path) {
  const Result<std::string> text = read_file(path, kMaxFileBytes);
  return text ? parse_counts(*text) : CountByDay();
}

std::string counts_json(const CountByDay& counts) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).key("days").begin_array();
  for (const auto& [day, count] : counts) {
    json.begin_object().member("day", day).member("count", count).end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace

std::int64_t today() {
  const auto now = std::chrono::system_clock::now();
  return std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
}

fs::path Downloads::file_of(const DatasetName& dataset) const {
  return home_ / "datasets" / dataset.owner / dataset.name / "downloads.json";
}

Status Downloads::add(const DatasetName& dataset, std::int64_t day) const {
  const fs::path path = file_of(dataset);
  const std::lock_guard lock(mutex_);
  CountByDay counts = read_counts(path);
  ++counts[day];
  counts.erase(counts.begin(), counts.lower_bound(day - kDaysKept));
  return write_file_atomic(path, counts_json(counts));
}

std::uint64_t Downloads::count(const DatasetName& dataset, std::int64_t day,
                               std::int64_t num_days) const {
  CountByDay counts;
  {
    const std::lock_guard lock(mutex_);
    counts = read_counts(file_of(dataset));
  }
  std::uint64_t total = 0;
  for (auto it = counts.upper_bound(day - num_days); it != counts.end() && it->first <= day; ++it) {
    total += it->second;
  }
  return total;
}

}  // namespace vitrine
