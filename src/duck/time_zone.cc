#include "duck/time_zone.h"

#include <fmt/format.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>

#include "duck/temporal.h"

namespace vitrine::duck {
namespace {

constexpr std::int32_t kDay = 86400;
/// Longer than any name of the database.
constexpr std::size_t kLongestName = 64;

class FixedZone final : public TimeZone {
 public:
  explicit FixedZone(std::int32_t offset) : offset_(offset) {}
  std::int32_t offset_at(std::int64_t /*utc_seconds*/) const override { return offset_; }

 private:
  std::int32_t offset_;
};

class NamedZone final : public TimeZone {
 public:
  explicit NamedZone(std::unique_ptr<const icu::TimeZone> zone) : zone_(std::move(zone)) {}

  std::int32_t offset_at(std::int64_t utc_seconds) const override {
    std::int32_t raw = 0;
    std::int32_t summer = 0;
    UErrorCode error = U_ZERO_ERROR;
    zone_->getOffset(static_cast<UDate>(utc_seconds) * 1000, 0, raw, summer, error);
    return U_FAILURE(error) != 0 ? 0 : (raw + summer) / 1000;
  }

 private:
  std::unique_ptr<const icu::TimeZone> zone_;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

std::unique_ptr<const TimeZone> make(std::string_view name) {
  if (name == "UTC" || name == "Z") return std::make_unique<FixedZone>(0);
  if (const std::optional<std::int32_t> offset = read_offset(name))
    return std::make_unique<FixedZone>(*offset);
  if (!is_name(name)) return nullptr;
  std::unique_ptr<const icu::TimeZone> zone(icu::TimeZone::createTimeZone(
      icu::UnicodeString(name.data(), static_cast<std::int32_t>(name.size()), US_INV)));
  if (zone == nullptr || *zone == icu::TimeZone::getUnknown()) return nullptr;
  return std::make_unique<NamedZone>(std::move(zone));
}

}  // namespace

const TimeZone* TimeZone::find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<const TimeZone>, std::less<>> known;
  const std::lock_guard lock(mutex);
  const auto found = known.find(name);
  if (found != known.end()) return found->second.get();
  std::unique_ptr<const TimeZone> zone = make(name);
  // Names that are none are not kept: there is no end of them.
  if (zone == nullptr) return nullptr;
  return known.emplace(name, std::move(zone)).first->second.get();
}

void append_moment(std::string& out, std::int64_t micros, std::string_view zone_name) {
  const TimeZone* zone =
      zone_name.empty() || zone_name == "UTC" ? nullptr : TimeZone::find(zone_name);
  constexpr std::int64_t kSecond = 1'000'000;
  const std::int64_t second = micros / kSecond - (micros % kSecond < 0 ? 1 : 0);
  std::int32_t offset = zone == nullptr ? 0 : zone->offset_at(second);
  std::int64_t local = 0;
  if (__builtin_add_overflow(micros, offset * kSecond, &local)) offset = 0, local = micros;
  append_timestamp(out, local);
  if (offset == 0) {
    out += 'Z';
  } else {
    append_offset(out, offset);
  }
}

void append_offset(std::string& out, std::int32_t seconds, bool separator) {
  const std::int32_t size = seconds < 0 ? -seconds : seconds;
  auto to = std::back_inserter(out);
  const std::string_view between = separator ? ":" : "";
  fmt::format_to(to, "{}{:02}{}{:02}", seconds < 0 ? '-' : '+', size / 3600, between,
                 size / 60 % 60);
  if (size % 60 != 0) fmt::format_to(to, "{}{:02}", between, size % 60);
}

std::optional<std::int32_t> read_offset(std::string_view text) {
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  std::string digits(text.substr(1));
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  if ((digits.size() != 2 && digits.size() != 4) ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  digits.resize(4, '0');
  const std::int32_t hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const std::int32_t minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  const std::int32_t seconds = hours * 3600 + minutes * 60;
  if (seconds >= kDay || minutes > 59) return std::nullopt;
  return text.front() == '-' ? -seconds : seconds;
}

}  // namespace vitrine::duck
