#include "profile/column_statistics.h"

#include "base/overloaded.h"

namespace vitrine::profile {
namespace {

template <typename Value>
std::vector<double> as_doubles(const std::vector<Value>& edges) {
  std::vector<double> numbers;
  for (const Value edge : edges) numbers.push_back(static_cast<double>(edge));
  return numbers;
}

std::vector<double> as_micros(const std::vector<Moment>& edges) {
  std::vector<double> micros;
  for (const Moment& edge : edges) {
    const duck::Int128 whole = edge.nanos / 1000;
    micros.push_back(static_cast<double>(whole));
  }
  return micros;
}

}  // namespace

std::string_view column_type(const ColumnStatistics& column) {
  return std::visit(
      Overloaded{[](std::monostate) { return ""; }, [](const IntegerStatistics&) { return "int"; },
                 [](const FloatStatistics&) { return "float"; },
                 [](const BoolStatistics&) { return "bool"; },
                 [](const ClassStatistics&) { return "class_label"; },
                 [](const LabelStatistics&) { return "string_label"; },
                 [](const TextStatistics&) { return "string_text"; },
                 [](const ListStatistics&) { return "list"; },
                 [](const VectorStatistics&) { return "list"; },
                 [](const DatetimeStatistics&) { return "datetime"; },
                 [](const DateStatistics&) { return ""; },
                 [](const ImageStatistics&) { return "image"; },
                 [](const AudioStatistics&) { return "audio"; },
                 [](const VideoStatistics&) { return "video"; }},
      column.kind);
}

std::optional<std::uint64_t> null_count(const ColumnStatistics& column) {
  using Count = std::optional<std::uint64_t>;
  return std::visit(Overloaded{[](std::monostate) { return Count(); },
                               [](const IntegerStatistics& of) { return Count(of.numbers.nulls); },
                               [](const FloatStatistics& of) { return Count(of.numbers.nulls); },
                               [](const BoolStatistics& of) { return Count(of.nulls); },
                               [](const ClassStatistics& of) { return Count(of.nulls); },
                               [](const LabelStatistics& of) { return Count(of.nulls); },
                               [](const TextStatistics& of) { return Count(of.lengths.nulls); },
                               [](const ListStatistics& of) { return Count(of.lengths.nulls); },
                               [](const VectorStatistics& of) { return Count(of.lengths.nulls); },
                               [](const DatetimeStatistics& of) { return Count(of.nulls); },
                               [](const DateStatistics&) { return Count(); },
                               [](const ImageStatistics& of) { return Count(of.widths.nulls); },
                               [](const AudioStatistics& of) { return Count(of.seconds.nulls); },
                               [](const VideoStatistics& of) { return Count(of.seconds.nulls); }},
                    column.kind);
}

std::optional<std::uint64_t> distinct_count(const ColumnStatistics& column) {
  using Count = std::optional<std::uint64_t>;
  return std::visit(Overloaded{[](const IntegerStatistics& of) { return Count(of.distinct); },
                               [](const FloatStatistics& of) { return Count(of.distinct); },
                               [](const LabelStatistics& of) { return Count(of.texts.distinct); },
                               [](const TextStatistics& of) { return Count(of.texts.distinct); },
                               [](const DatetimeStatistics& of) {
                                 return of.texts ? Count(of.texts->distinct) : Count();
                               },
                               [](const DateStatistics& of) { return Count(of.distinct); },
                               [](const auto&) { return Count(); }},
                    column.kind);
}

std::vector<ValueCount> frequencies(const ColumnStatistics& column) {
  if (const auto* classes = std::get_if<ClassStatistics>(&column.kind)) return classes->labels;
  if (const auto* labels = std::get_if<LabelStatistics>(&column.kind)) return labels->labels;
  std::vector<ValueCount> counts;
  if (const auto* bools = std::get_if<BoolStatistics>(&column.kind)) {
    if (bools->no > 0) counts.push_back({"False", bools->no});
    if (bools->yes > 0) counts.push_back({"True", bools->yes});
  }
  return counts;
}

std::vector<double> bin_edges(const ColumnStatistics& column) {
  using Edges = std::vector<double>;
  return std::visit(
      Overloaded{[](const IntegerStatistics& of) { return as_doubles(of.numbers.bins.edges); },
                 [](const FloatStatistics& of) { return as_doubles(of.numbers.bins.edges); },
                 [](const TextStatistics& of) { return as_doubles(of.lengths.bins.edges); },
                 [](const ListStatistics& of) { return as_doubles(of.lengths.bins.edges); },
                 [](const VectorStatistics& of) { return as_doubles(of.lengths.bins.edges); },
                 [](const DatetimeStatistics& of) {
                   return of.moments ? as_micros(of.moments->bins.edges) : Edges();
                 },
                 [](const auto&) { return Edges(); }},
      column.kind);
}

}  // namespace vitrine::profile
