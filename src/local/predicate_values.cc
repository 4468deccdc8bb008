#include "local/predicate_values.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ask/comparison.h"
#include "base/json_parse.h"
#include "local/value_constants.h"

namespace vitrine::local {
namespace {

using ask::Comparison;
using ask::Constant;
using ask::Expression;
using ask::Predicate;

/// The rows for which something is true, and those for which it is false; the others are null.
struct Truth {
  std::vector<std::uint64_t> yes;
  std::vector<std::uint64_t> no;
};

class Evaluator {
 public:
  Evaluator(const schema::Features& features, const store::ColumnValues& values,
            const AreaRows& inside)
      : features_(features),
        values_(values),
        inside_(inside),
        all_(search::RowSet::all(values.num_rows())) {}

  /// Nothing where the values do not tell, or after an error.
  std::optional<Truth> truth(const Predicate& predicate);
  const Status& status() const { return status_; }

 private:
  using Words = std::vector<std::uint64_t>;

  Words none() const { return Words(all_.words().size()); }
  /// The rows of `all_` that are not in `rows`.
  Words others(const Words& rows) const {
    Words out(all_.words().begin(), all_.words().end());
    for (std::size_t w = 0; w < out.size(); ++w) out[w] &= ~rows[w];
    return out;
  }
  /// The track of a column's values where it tells everything of them; else null.
  const store::ValueTrack* track_of(const Expression& value);
  std::optional<Truth> joined(const Predicate& predicate);
  std::optional<Truth> compared(const Expression& column, Comparison comparison,
                                std::span<const Expression> others);
  std::optional<Truth> is_null(const Expression& value);
  std::optional<Truth> is_boolean(const Expression& value, bool wanted);
  std::optional<Truth> in_area(const ask::MapArea& area);
  /// The rows for whose value `test` holds, and those with another value.
  template <typename Test>
  Truth tested(const store::ValueTrack& track, Test test) const;

  const schema::Features& features_;
  const store::ColumnValues& values_;
  const AreaRows& inside_;
  search::RowSet all_;
  Status status_;
};

const store::ValueTrack* Evaluator::track_of(const Expression& value) {
  if (value.kind != Expression::Kind::kColumn) return nullptr;
  if (!is_told_by_values(features_[value.column].type)) return nullptr;
  const Result<const store::ValueTrack*> track = values_.values(value.column);
  if (!track) {
    status_ = track.error();
    return nullptr;
  }
  const bool tells = *track != nullptr && ((*track)->kind() == store::TrackKind::kIntegers ||
                                           (*track)->kind() == store::TrackKind::kCodes);
  return tells ? *track : nullptr;
}

template <typename Test>
Truth Evaluator::tested(const store::ValueTrack& track, Test test) const {
  Truth truth{none(), none()};
  track.for_each_row({}, [&](std::uint64_t row, std::int64_t value) {
    Words& rows = test(value) ? truth.yes : truth.no;
    rows[row / 64] |= 1ULL << (row % 64);
  });
  return truth;
}

/// A value equal to one of several constants, or in another relation to the only one.
std::optional<Truth> Evaluator::compared(const Expression& column, Comparison comparison,
                                         std::span<const Expression> others) {
  const store::ValueTrack* const track = track_of(column);
  if (track == nullptr) return std::nullopt;
  const schema::Feature& type = features_[column.column].type;
  std::vector<ValueConstant> constants;
  for (const Expression& other : others) {
    const std::optional<ValueConstant> constant = value_constant(other, type);
    if (!constant) return std::nullopt;
    constants.push_back(*constant);
  }
  if (track->kind() == store::TrackKind::kIntegers) {
    return tested(*track, [&](std::int64_t value) {
      return std::ranges::any_of(constants, [&](const ValueConstant& constant) {
        return ask::holds(comparison, order_of(value, constant));
      });
    });
  }
  // One look at each entry of the dictionary, then one at each row.
  std::vector<char> by_code(track->num_values());
  for (std::uint64_t code = 0; code < track->num_values(); ++code) {
    const Result<boost::json::value> entry = parse_json(track->value(code));
    if (!entry || !entry->is_string()) return std::nullopt;
    const std::string_view text = entry->get_string();
    by_code[code] = static_cast<char>(std::ranges::any_of(constants, [&](const auto& constant) {
      return ask::holds(comparison, text <=> std::string_view(std::get<std::string>(constant)));
    }));
  }
  return tested(*track,
                [&](std::int64_t code) { return by_code[static_cast<std::size_t>(code)] != 0; });
}

std::optional<Truth> Evaluator::is_null(const Expression& value) {
  const store::ValueTrack* const track = track_of(value);
  if (track == nullptr) return std::nullopt;
  Truth present = tested(*track, [](std::int64_t) { return true; });
  return Truth{others(present.yes), std::move(present.yes)};
}

std::optional<Truth> Evaluator::is_boolean(const Expression& value, bool wanted) {
  const store::ValueTrack* const track = track_of(value);
  if (track == nullptr || !features_[value.column].type.is_value("bool")) return std::nullopt;
  return tested(*track, [&](std::int64_t truth) { return (truth != 0) == wanted; });
}

std::optional<Truth> Evaluator::in_area(const ask::MapArea& area) {
  const Result<search::RowSet> rows = inside_(area);
  if (!rows) {
    status_ = rows.error();
    return std::nullopt;
  }
  Words yes(rows->words().begin(), rows->words().end());
  Words no = others(yes);
  return Truth{std::move(yes), std::move(no)};
}

std::optional<Truth> Evaluator::joined(const Predicate& predicate) {
  const bool is_and = predicate.kind == Predicate::Kind::kAnd;
  std::optional<Truth> all;
  for (const Predicate& part : predicate.parts) {
    std::optional<Truth> one = truth(part);
    if (!one) return std::nullopt;
    if (!all) {
      all = std::move(one);
      continue;
    }
    for (std::size_t w = 0; w < all->yes.size(); ++w) {
      all->yes[w] = is_and ? all->yes[w] & one->yes[w] : all->yes[w] | one->yes[w];
      all->no[w] = is_and ? all->no[w] | one->no[w] : all->no[w] & one->no[w];
    }
  }
  return all;
}

std::optional<Truth> Evaluator::truth(const Predicate& predicate) {
  using Kind = Predicate::Kind;
  const std::vector<Expression>& values = predicate.values;
  switch (predicate.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return joined(predicate);
    case Kind::kNot: {
      std::optional<Truth> part = truth(predicate.parts.front());
      if (part) std::swap(part->yes, part->no);
      return part;
    }
    case Kind::kCompare:
      if (values[0].kind == Expression::Kind::kColumn)
        return compared(values[0], predicate.comparison, std::span(&values[1], 1));
      return compared(values[1], ask::turned(predicate.comparison), std::span(&values[0], 1));
    case Kind::kIn:
      return compared(values[0], Comparison::kEqual, std::span(values).subspan(1));
    case Kind::kIsNull:
      return is_null(values[0]);
    case Kind::kIsTrue:
    case Kind::kIsFalse: {
      std::optional<Truth> is = is_boolean(values[0], predicate.kind == Kind::kIsTrue);
      if (is) is->no = others(is->yes);
      return is;
    }
    case Kind::kTruth:
      return is_boolean(values[0], true);
    case Kind::kInside:
      return in_area(predicate.area);
    case Kind::kMember:
    case Kind::kAnyMember:
    case Kind::kMatches:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<search::RowSet>> rows_by_values(const ask::Predicate& predicate,
                                                     const schema::Features& features,
                                                     const store::ColumnValues& values,
                                                     const AreaRows& inside) {
  Evaluator evaluator(features, values, inside);
  std::optional<Truth> truth = evaluator.truth(predicate);
  if (!evaluator.status()) return evaluator.status().error();
  if (!truth) return std::optional<search::RowSet>();
  return std::optional<search::RowSet>(search::RowSet(std::move(truth->yes)));
}

}  // namespace vitrine::local
