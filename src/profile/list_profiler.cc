#include "profile/list_profiler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "profile/distinct.h"
#include "profile/length_counts.h"
#include "profile/rounding.h"

namespace vitrine::profile {
namespace {

constexpr std::size_t kMostFrequent = 100;

/// Any list: only the lengths leave DuckDB.
class LengthProfiler final : public ColumnProfiler {
 public:
  std::string expression(const std::string& column) const override { return "len(" + column + ")"; }
  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for (std::size_t row = 0; row < rows; ++row) {
      if (!column.is_null(row)) lengths_.add(column.uint64(row));
    }
  }
  bool end_pass() override { return true; }
  Statistics statistics(std::uint64_t rows) const override {
    return ListStatistics{.lengths = lengths_.figures(rows)};
  }

 private:
  LengthCounts lengths_;
};

/// Eight bytes whose order as text is the order of the integers.
std::array<char, 8> sortable(std::uint64_t value, bool is_signed) {
  if (is_signed) value ^= 1ULL << 63U;
  std::array<char, 8> bytes{};
  for (std::size_t i = 8; i-- > 0; value >>= 8U) bytes[i] = static_cast<char>(value & 0xFFU);
  return bytes;
}

std::uint64_t unsortable(std::string_view bytes, bool is_signed) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return is_signed ? value ^ 1ULL << 63U : value;
}

class MemberProfiler final : public ColumnProfiler {
 public:
  MemberProfiler(const schema::Feature& item, std::size_t memory_bytes, SpillSpace& space)
      : is_text_(item.is_text()),
        is_signed_(!item.dtype.starts_with('u')),
        members_(memory_bytes, kMostFrequent, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    const duck::ColumnView members = column.child();
    for (std::size_t row = 0; row < rows; ++row) {
      if (column.is_null(row)) continue;
      const duck::ListSlice slice = column.list(row);
      lengths_.add(slice.length);
      for (std::size_t i = slice.offset; i < slice.offset + slice.length; ++i) {
        if (!members.is_null(i)) add(members, i);
      }
    }
  }
  bool end_pass() override {
    members_.finish();
    return true;
  }
  Statistics statistics(std::uint64_t rows) const override {
    ListStatistics of{.lengths = lengths_.figures(rows)};
    of.members = {.total = members_.total(), .distinct = members_.distinct()};
    for (const ValueCount& member : members_.most_frequent())
      of.members->most_frequent.emplace_back(member_of(member.value), member.count);
    return of;
  }

 private:
  void add(const duck::ColumnView& members, std::size_t i) {
    if (is_text_) {
      const std::string_view text = members.text(i);
      members_.add(hash128(text), text);
    } else {
      const std::array<char, 8> bytes = sortable(members.uint64(i), is_signed_);
      const std::string_view text(bytes.data(), bytes.size());
      members_.add(hash128(text), text);
    }
  }
  MemberStatistics::Member member_of(const std::string& value) const {
    if (is_text_) return value;
    const std::uint64_t number = unsortable(value, is_signed_);
    return is_signed_ ? duck::Int128{static_cast<std::int64_t>(number)} : duck::Int128{number};
  }

  bool is_text_;
  bool is_signed_;
  FrequencyCounter members_;
  LengthCounts lengths_;
};

/// Four sums side by side: one alone would wait for each addition.
template <typename Float>
double norm_of(std::span<const Float> vector) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + 4 <= vector.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) {
      const auto x = static_cast<double>(vector[i + k]);
      sums[k] += x * x;
    }
  }
  for (; i < vector.size(); ++i)
    sums[0] += static_cast<double>(vector[i]) * static_cast<double>(vector[i]);
  return std::sqrt(sums[0] + sums[1] + sums[2] + sums[3]);
}

class VectorProfiler final : public ColumnProfiler {
 public:
  explicit VectorProfiler(std::uint32_t dimension) : dimension_(dimension) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    const duck::ColumnView members = column.child();
    const bool single = members.type().cell == duck::CellType::kFloat32;
    for (std::size_t row = 0; row < rows; ++row) {
      if (column.is_null(row)) continue;
      const duck::ListSlice slice = column.list(row);
      lengths_.add(slice.length);
      if (has_null(members, slice)) {
        ++not_finite_;
      } else {
        add(single ? norm_of(column.floats(row)) : norm_of(column.doubles(row)));
      }
    }
  }
  bool end_pass() override { return true; }
  Statistics statistics(std::uint64_t rows) const override {
    VectorStatistics of{.lengths = lengths_.figures(rows), .dimension = dimension_};
    of.zeros = zero_;
    of.not_finite = not_finite_;
    if (measured_ == 0) return of;
    const auto mean = static_cast<double>(sum_ / static_cast<long double>(measured_));
    of.norms = {round_to_five(min_), round_to_five(max_), round_to_five(mean)};
    return of;
  }

 private:
  static bool has_null(const duck::ColumnView& members, const duck::ListSlice& slice) {
    if (!members.may_have_nulls()) return false;
    for (std::size_t i = slice.offset; i < slice.offset + slice.length; ++i) {
      if (members.is_null(i)) return true;
    }
    return false;
  }

  /// A member that is NaN or infinite, or too large to be squared, makes the norm so.
  void add(double norm) {
    if (!std::isfinite(norm)) {
      ++not_finite_;
      return;
    }
    min_ = measured_ == 0 ? norm : std::min(min_, norm);
    max_ = std::max(max_, norm);
    sum_ += norm;
    zero_ += norm == 0 ? 1 : 0;
    ++measured_;
  }

  std::uint32_t dimension_;
  LengthCounts lengths_;
  std::uint64_t measured_ = 0;
  std::uint64_t zero_ = 0;
  std::uint64_t not_finite_ = 0;
  double min_ = 0;
  double max_ = 0;
  long double sum_ = 0;
};

}  // namespace

std::unique_ptr<ColumnProfiler> make_list_profiler(const schema::Feature& feature,
                                                   std::size_t memory_bytes, SpillSpace& space) {
  if (feature.is_vector()) return std::make_unique<VectorProfiler>(*feature.length);
  const schema::Feature& item = feature.item();
  if (item.is_text() || item.is_integer())
    return std::make_unique<MemberProfiler>(item, memory_bytes, space);
  return std::make_unique<LengthProfiler>();
}

}  // namespace vitrine::profile
