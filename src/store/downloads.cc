#include "store/downloads.h"

#include <chrono>
#include <map>

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "store/dataset_folder.h"

namespace vitrine::store {
namespace {

constexpr std::int64_t kVersion = 2;
constexpr std::size_t kDaysKept = 366;
constexpr std::uint64_t kMaxFileBytes = 1 << 20U;

using CountByDay = std::map<std::int64_t, std::uint64_t>;

Result<CountByDay> parse_counts(std::string_view sealed) {
  const Result<std::string> text = unseal_json(sealed, {.first_sealed = 2, .today = kVersion});
  if (!text) return text.error();
  const Result<boost::json::value> root = parse_json(*text);
  if (!root) return root.error();
  CountByDay counts;
  const boost::json::value* days = find_member(*root, "days");
  if (days == nullptr || !days->is_array()) return corrupt("it has no days");
  for (const boost::json::value& entry : days->get_array()) {
    const auto day = int_member(entry, "day");
    const auto count = int_member(entry, "count");
    if (!day || !count || *count <= 0) return corrupt("a day has no count");
    counts[*day] = static_cast<std::uint64_t>(*count);
  }
  return counts;
}

std::string counts_json(const CountByDay& counts) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).key("days").begin_array();
  for (const auto& [day, count] : counts) {
    json.begin_object().member("day", day).member("count", count).end_object();
  }
  json.end_array().end_object();
  return seal_json(out);
}

}  // namespace

std::int64_t today() {
  const auto now = std::chrono::system_clock::now();
  return std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
}

fs::path Downloads::file_of(const DatasetName& dataset) const {
  return dataset_folder(home_, dataset) / kDownloadsFile;
}

Status Downloads::add(const DatasetName& dataset, std::int64_t day) const {
  const fs::path folder = dataset_folder(home_, dataset);
  const fs::path path = file_of(dataset);
  const std::lock_guard among_threads(mutex_);
  const Result<HeldLock> lock = lock_side_files(posix_storage(), folder);
  if (!lock) return lock.error();
  CountByDay counts;
  const Result<std::string> text = posix_storage().read(path, kMaxFileBytes);
  if (!text && text.error().code() != ErrorCode::kNotFound) return text.error();
  if (text) {
    Result<CountByDay> parsed = parse_counts(*text);
    if (!parsed && parsed.error().code() == ErrorCode::kUnsupported) return parsed.error();
    if (parsed) {
      counts = *std::move(parsed);
    } else if (Status status = posix_storage().rename(path, path.string() + ".damaged"); !status) {
      return status;
    }
  }
  ++counts[day];
  while (counts.size() > kDaysKept) counts.erase(counts.begin());
  return write_durably(posix_storage(), path, counts_json(counts));
}

Status Downloads::check(const DatasetName& dataset) const {
  const Result<std::string> text = posix_storage().read(file_of(dataset), kMaxFileBytes);
  if (!text) return text.error().code() == ErrorCode::kNotFound ? Status() : text.error();
  const Result<CountByDay> counts = parse_counts(*text);
  if (counts || counts.error().code() != ErrorCode::kCorrupt)
    return counts ? Status() : counts.error();
  return corrupt("the counts of downloads of this dataset are damaged (" +
                 counts.error().message() + "); the next download keeps them as " +
                 std::string(kDownloadsFile) + ".damaged and counts from zero");
}

std::uint64_t Downloads::count(const DatasetName& dataset, std::int64_t day,
                               std::int64_t num_days) const {
  const Result<std::string> text = posix_storage().read(file_of(dataset), kMaxFileBytes);
  if (!text) return 0;
  const Result<CountByDay> counts = parse_counts(*text);
  if (!counts) return 0;
  std::uint64_t total = 0;
  for (auto it = counts->upper_bound(day - num_days); it != counts->end() && it->first <= day; ++it)
    total += it->second;
  return total;
}

}  // namespace vitrine::store
