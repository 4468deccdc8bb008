#include "profile/column_profiler.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "duck/temporal.h"
#include "profile/list_profiler.h"
#include "profile/media_profiler.h"
#include "profile/moment_summary.h"
#include "profile/number_summary.h"
#include "profile/text_profiler.h"
#include "schema/column.h"

namespace vitrine::profile {
namespace {

/// Calls `use(row)` for the rows that are not null.
template <typename Use>
void for_each_present(const duck::ColumnView& column, std::size_t rows, Use use) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (!column.is_null(row)) use(row);
  }
}

class IntegerProfiler final : public ColumnProfiler {
 public:
  IntegerProfiler(std::size_t memory_bytes, SpillSpace& space) : summary_(memory_bytes, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    const bool is_unsigned = column.type().cell == duck::CellType::kUint64;
    for_each_present(column, rows, [&](std::size_t row) {
      summary_.add(is_unsigned ? duck::Int128{column.uint64(row)}
                               : duck::Int128{column.int64(row)});
    });
  }
  bool end_pass() override { return summary_.end_pass(); }
  Statistics statistics(std::uint64_t rows) const override {
    IntegerStatistics of{summary_.figures(rows), summary_.n_distinct(), summary_.n_zero(),
                         summary_.n_negative()};
    const std::vector<std::uint64_t>& counts = summary_.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0)
        of.counts.emplace_back(of.numbers.min + static_cast<duck::Int128>(i), counts[i]);
    }
    return of;
  }

 private:
  NumberSummary<duck::Int128> summary_;
};

class FloatProfiler final : public ColumnProfiler {
 public:
  FloatProfiler(std::size_t memory_bytes, SpillSpace& space) : summary_(memory_bytes, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_present(column, rows, [&](std::size_t row) {
      const double value = column.float64(row);
      if (std::isfinite(value)) {
        summary_.add(value);
      } else if (first_pass_ && std::isinf(value)) {
        ++infinite_;
      }
    });
  }
  bool end_pass() override {
    first_pass_ = false;
    return summary_.end_pass();
  }
  Statistics statistics(std::uint64_t rows) const override {
    FloatStatistics of{summary_.figures(rows), summary_.n_distinct(), summary_.n_zero(),
                       summary_.n_negative(), infinite_};
    of.numbers.nulls -= infinite_;
    return of;
  }

 private:
  NumberSummary<double> summary_;
  std::uint64_t infinite_ = 0;
  bool first_pass_ = true;
};

class BoolProfiler final : public ColumnProfiler {
 public:
  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_present(column, rows, [&](std::size_t row) { ++(column.boolean(row) ? yes_ : no_); });
  }
  bool end_pass() override { return true; }
  Statistics statistics(std::uint64_t rows) const override {
    return BoolStatistics{.nulls = rows - yes_ - no_, .no = no_, .yes = yes_};
  }

 private:
  std::uint64_t yes_ = 0;
  std::uint64_t no_ = 0;
};

class ClassProfiler final : public ColumnProfiler {
 public:
  explicit ClassProfiler(std::vector<std::string> names)
      : names_(std::move(names)), counts_(names_.size()) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_present(column, rows, [&](std::size_t row) {
      const std::uint64_t code = column.uint64(row);  // -1 is far outside.
      ++(code < counts_.size() ? counts_[code] : unlabelled_);
    });
  }
  bool end_pass() override { return true; }
  Statistics statistics(std::uint64_t rows) const override {
    ClassStatistics of{.nulls = rows - unlabelled_, .unlabelled = unlabelled_};
    for (std::size_t i = 0; i < names_.size(); ++i) {
      of.nulls -= counts_[i];
      of.labels.push_back({names_[i], counts_[i]});
    }
    return of;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t unlabelled_ = 0;
};

constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();

bool is_finite(std::int64_t moment) {
  return moment != kInfinity && moment != -kInfinity;
}

/// A timestamp cell in microseconds; nothing for the infinite ones.
std::optional<std::int64_t> micros_of(std::int64_t value, duck::CellType cell) {
  if (!is_finite(value)) return std::nullopt;
  return schema::to_micros(value, duck::cell_unit(cell));
}

/// The nanoseconds behind the last whole microsecond.
int rest_of_micros(std::int64_t nanos) {
  return static_cast<int>((nanos % 1000 + 1000) % 1000);
}

class TimestampProfiler final : public ColumnProfiler {
 public:
  TimestampProfiler(const schema::Feature& feature, std::size_t memory_bytes, SpillSpace& space)
      : zone_(duck::TimeZone::find(schema::zone_of(feature))), moments_(memory_bytes, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    const duck::CellType cell = column.type().cell;
    const bool is_nanos = cell == duck::CellType::kTimestampNs;
    if (duck::cell_unit(cell) == schema::TimeUnit::kMicro) {  // nothing to convert
      for_each_present(column, rows, [&](std::size_t row) {
        const std::int64_t value = column.int64(row);
        if (is_finite(value)) moments_.add(value, 0);
      });
      return;
    }
    for_each_present(column, rows, [&](std::size_t row) {
      const std::int64_t value = column.int64(row);
      if (const auto micros = micros_of(value, cell))
        moments_.add(*micros, is_nanos ? rest_of_micros(value) : 0);
    });
  }
  bool end_pass() override { return moments_.end_pass(); }
  Statistics statistics(std::uint64_t rows) const override {
    return moments_.statistics(rows, zone_);
  }

 private:
  const duck::TimeZone* zone_;
  MomentSummary moments_;
};

constexpr std::int64_t kInfiniteDay = std::numeric_limits<std::int32_t>::max();

/// Days without a time of day: the Hub has no block for them, so theirs is ours.
class DateProfiler final : public ColumnProfiler {
 public:
  DateProfiler(std::size_t memory_bytes, SpillSpace& space) : days_(memory_bytes, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_present(column, rows, [&](std::size_t row) {
      const std::int64_t day = column.int64(row);
      if (day != kInfiniteDay && day != -kInfiniteDay) days_.add(duck::Int128{day});
    });
  }
  bool end_pass() override { return days_.end_pass(); }
  Statistics statistics(std::uint64_t rows) const override {
    const IntegerFigures days = days_.figures(rows);
    DateStatistics of{.nulls = days.nulls, .distinct = days_.n_distinct()};
    if (days.is_empty()) return of;
    DayFigures& figures = of.days.emplace();
    figures.min = static_cast<std::int64_t>(days.min);
    figures.max = static_cast<std::int64_t>(days.max);
    figures.median = static_cast<std::int64_t>(std::floor(days.median));
    figures.bins.counts = days.bins.counts;
    for (const duck::Int128 edge : days.bins.edges)
      figures.bins.edges.push_back(static_cast<std::int64_t>(edge));
    return of;
  }

 private:
  NumberSummary<duck::Int128> days_;
};

}  // namespace

std::unique_ptr<ColumnProfiler> make_profiler(const schema::Feature& feature,
                                              std::size_t memory_bytes, SpillSpace& space,
                                              const FileOfAddress& file_of) {
  if (feature.kind == schema::Feature::Kind::kList)
    return make_list_profiler(feature, memory_bytes, space);
  if (feature.kind == schema::Feature::Kind::kOther)
    return make_media_profiler(feature, memory_bytes, space, file_of);
  switch (schema::form_of(feature)) {
    case schema::ScalarForm::kClass:
      return std::make_unique<ClassProfiler>(feature.names);
    case schema::ScalarForm::kInteger:
      return std::make_unique<IntegerProfiler>(memory_bytes, space);
    case schema::ScalarForm::kFloat:
      return std::make_unique<FloatProfiler>(memory_bytes, space);
    case schema::ScalarForm::kBool:
      return std::make_unique<BoolProfiler>();
    case schema::ScalarForm::kText:
      return std::make_unique<TextProfiler>(memory_bytes, space);
    case schema::ScalarForm::kTimestamp:
      return std::make_unique<TimestampProfiler>(feature, memory_bytes, space);
    case schema::ScalarForm::kDate:
      return std::make_unique<DateProfiler>(memory_bytes, space);
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kDuration:
      return nullptr;
  }
  return nullptr;
}

}  // namespace vitrine::profile
