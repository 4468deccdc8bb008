#include "cluster/facet_columns.h"

#include <cmath>
#include <limits>
#include <utility>

#include "cluster/columns.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

/// The number that a bin of the statistics counts.
double binned(const CountedColumn& counted, std::int64_t code) {
  if (counted.is_lengths()) return static_cast<double>(code);
  return counted.is_floats() ? track_float(counted.type, code)
                             : static_cast<double>(track_integer(counted.type, code));
}

}  // namespace

Result<std::vector<ColumnTracks>> column_tracks(const store::ColumnValues& values,
                                                std::size_t num_columns) {
  std::vector<ColumnTracks> tracks(num_columns);
  for (std::size_t column = 0; column < num_columns; ++column) {
    const Result<const store::ValueTrack*> own = values.values(column);
    if (!own) return own.error();
    const Result<const store::ValueTrack*> lengths = values.lengths(column);
    if (!lengths) return lengths.error();
    if (*own != nullptr) tracks[column].values = (*own)->kind();
    tracks[column].has_lengths = *lengths != nullptr;
  }
  return tracks;
}

std::string format_tracks(std::span<const ColumnTracks> tracks) {
  std::string text;
  for (const ColumnTracks& one : tracks) {
    const auto kind = one.values ? static_cast<unsigned>(*one.values) : 0U;
    text += static_cast<char>('0' + kind);
    text += one.has_lengths ? 'l' : '-';
  }
  return text;
}

Result<std::vector<ColumnTracks>> parse_tracks(std::string_view text) {
  constexpr char kMostKind = '0' + static_cast<char>(store::TrackKind::kLengths) - 1;
  std::vector<ColumnTracks> tracks;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const bool is_kind = text[i] >= '0' && text[i] <= kMostKind;
    if (!is_kind || (text[i + 1] != 'l' && text[i + 1] != '-')) break;
    ColumnTracks& one = tracks.emplace_back();
    if (text[i] != '0') one.values = static_cast<store::TrackKind>(text[i] - '0');
    one.has_lengths = text[i + 1] == 'l';
  }
  if (tracks.size() * 2 != text.size())
    return corrupt("what is counted of the columns is not written as it should be");
  return tracks;
}

CountedColumn counted_column(std::size_t column, const schema::Feature& type,
                             const ColumnTracks& tracks,
                             const profile::ColumnStatistics& statistics) {
  CountedColumn out{.column = column, .type = type, .tracks = tracks};
  const bool is_list = schema::kind_of(out.type) == schema::ColumnKind::kList;
  if (is_list) {
    schema::Feature item = out.type.item();
    out.type = std::move(item);
  }
  if (tracks.has_lengths) out.number_field = length_field(column);
  if (tracks.values) {
    const bool is_keywords = tracks.values == store::TrackKind::kMembers && !is_list;
    const std::string field = is_keywords ? keyword_field(column) : value_field(column);
    const bool has_field = field_form(out.type) != FieldForm::kNone;
    // The values of nanoseconds are not known as exactly.
    const bool is_listed = !out.is_floats() && !out.type.is_value("timestamp[ns]");
    if (has_field && is_listed) out.values_field = field;
    out.is_text = field_form(out.type) == FieldForm::kText;
    if (has_field && !out.is_text && !tracks.has_lengths) out.number_field = field;
  }
  if (!out.number_field.empty()) out.bins = local::FacetBins::of(statistics);
  return out;
}

std::int64_t track_integer(const schema::Feature& type, std::int64_t code) {
  const std::int64_t beyond = code < 0 ? INT64_MIN : INT64_MAX;
  switch (schema::form_of(type)) {
    case schema::ScalarForm::kDate: {
      std::int64_t seconds = 0;
      if (__builtin_mul_overflow(code, std::int64_t{86'400}, &seconds)) return beyond;
      return schema::to_micros(seconds, schema::TimeUnit::kSecond).value_or(beyond);
    }
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kTimestamp:
      return schema::to_micros(code, schema::unit_of(type).value_or(schema::TimeUnit::kMicro))
          .value_or(beyond);
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
    case schema::ScalarForm::kClass:
      break;
  }
  return code;
}

double track_float(const schema::Feature& type, std::int64_t code) {
  if (schema::form_of(type) == schema::ScalarForm::kDecimal) {
    return static_cast<double>(static_cast<long double>(code) /
                               std::pow(10.0L, decimal_scale(type)));
  }
  if (type.is_value("uint64"))
    return static_cast<double>(static_cast<std::uint64_t>(code) ^ (1ULL << 63U));
  return float_of_code(code);
}

CodeRange counted_codes(const CountedColumn& counted) {
  if (!counted.is_floats() || schema::form_of(counted.type) != schema::ScalarForm::kFloat)
    return {};
  constexpr double kMost = std::numeric_limits<double>::max();
  return {code_of_float(-kMost), code_of_float(kMost)};
}

std::vector<std::optional<CodeRange>> bin_ranges(const CountedColumn& counted) {
  std::vector<std::optional<CodeRange>> ranges;
  std::optional<CodeRange> left = counted_codes(counted);
  for (const double edge : counted.bins->inner) {
    const std::optional<std::int64_t> next =
        left ? first_code(*left, [&](std::int64_t code) { return binned(counted, code) >= edge; })
             : std::nullopt;
    if (!next) {
      ranges.push_back(std::exchange(left, std::nullopt));
    } else if (*next == left->low) {
      ranges.emplace_back();
    } else {
      ranges.push_back(CodeRange{left->low, *next - 1});
      left->low = *next;
    }
  }
  ranges.push_back(left);
  return ranges;
}

}  // namespace vitrine::cluster
