#include "cluster/predicate_query.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "ask/comparison.h"
#include "cluster/code_ranges.h"
#include "cluster/columns.h"
#include "cluster/field_pattern.h"
#include "cluster/read_field.h"
#include "cluster/refusal.h"
#include "cluster/row_query.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

using ask::Comparison;
using ask::Constant;
using ask::Expression;
using ask::Predicate;

/// Lucene counts what stands in all the brackets of a query together, and takes 1,024 of them.
constexpr std::size_t kMaxClauses = 1000;
/// A text in which a cut one cannot differ from the whole one: less than what is left of it.
constexpr std::size_t kSurelyWholeBytes = 7900;

bool is_constant(const Expression& value) {
  return value.kind == Expression::Kind::kConstant ||
         (value.kind == Expression::Kind::kReadAs &&
          value.arguments.front().kind == Expression::Kind::kConstant);
}

/// A constant beside texts; nothing for null.
Result<std::optional<std::string>> text_constant(const Expression& constant) {
  if (constant.kind == Expression::Kind::kReadAs) {
    if (!schema::Feature::value(constant.name).is_text())
      return beyond_engine("a text read as " + constant.name + " beside texts");
    return std::optional(constant.arguments.front().constant.text);
  }
  if (constant.constant.type == Constant::Type::kNull) return std::optional<std::string>();
  if (constant.constant.type != Constant::Type::kText)
    return beyond_engine("a comparison of a text with what is none");
  return std::optional(constant.constant.text);
}

/// The rows for which something is true, and those for which it is false; the others are null.
struct Truth {
  RowQuery yes;
  RowQuery no;
};

class QueryWriter {
 public:
  QueryWriter(const schema::Features& features, std::span<const std::size_t> cut_columns)
      : features_(features), cut_columns_(cut_columns) {}

  Result<Truth> truth(const Predicate& predicate) const;

 private:
  RowQuery has(std::size_t column) const { return term_query(kHasField, std::to_string(column)); }
  bool is_cut(std::size_t column) const {
    return std::ranges::find(cut_columns_, column) != cut_columns_.end();
  }
  /// Of a test of a column's value that is null where the column is.
  Truth of_present(std::size_t column, RowQuery yes) const {
    RowQuery no = all_of({has(column), none_of(yes)});
    return {std::move(yes), std::move(no)};
  }
  Truth of_labels(const ReadLabel& field, const std::vector<bool>& by_code) const;

  Result<Truth> joined(const Predicate& predicate) const;
  Result<Truth> compared(const Expression& left, Comparison comparison,
                         const Expression& right) const;
  Result<Truth> compared(const ReadField& field, Comparison comparison,
                         const Expression& constant) const;
  Result<Truth> compared_text(const ReadText& field, Comparison comparison,
                              const std::string& text) const;
  Result<Truth> among(const std::vector<Expression>& values) const;
  Result<Truth> member(const Expression& item, const Expression& list) const;
  Result<Truth> any_member(const Expression& list, const Predicate& part) const;
  Result<CodeSet> member_codes(const schema::Feature& item, const Predicate& part) const;
  Result<std::vector<TextRange>> member_texts(std::size_t column, const Predicate& part) const;
  Result<Truth> is_null(const Expression& value) const;
  Result<Truth> truth_value(const Expression& value) const;
  Result<Truth> call(const Expression& value) const;
  Result<Truth> matches(const Predicate& predicate) const;
  Result<Truth> matches(const Expression& value, const GappedText& gapped) const;
  Result<Truth> matches_regex(const Expression& value, std::string_view regex,
                              RegexMeaning meaning) const;
  Result<Truth> matches(const ReadText& field, const FieldPattern& pattern) const;
  Status check_order(std::size_t column, const std::string& text) const;

  const schema::Features& features_;
  std::span<const std::size_t> cut_columns_;
};

Result<Truth> QueryWriter::joined(const Predicate& predicate) const {
  const bool is_and = predicate.kind == Predicate::Kind::kAnd;
  std::vector<RowQuery> yes;
  std::vector<RowQuery> no;
  for (const Predicate& part : predicate.parts) {
    Result<Truth> one = truth(part);
    if (!one) return one;
    yes.push_back(std::move(one->yes));
    no.push_back(std::move(one->no));
  }
  return is_and ? Truth{all_of(std::move(yes)), any_of(std::move(no))}
                : Truth{any_of(std::move(yes)), all_of(std::move(no))};
}

/// Null for the codes that have no label.
Truth QueryWriter::of_labels(const ReadLabel& field, const std::vector<bool>& by_code) const {
  CodeSet yes;
  CodeSet no;
  for (std::size_t code = 0; code < by_code.size(); ++code) {
    const auto number = static_cast<std::int64_t>(code);
    CodeSet& set = by_code[code] ? yes : no;
    set = united(std::move(set), {{number, number}});
  }
  const std::string name = value_field(field.column);
  return {codes_query(name, yes), codes_query(name, no)};
}

Result<Truth> QueryWriter::compared(const Expression& left, Comparison comparison,
                                    const Expression& right) const {
  if (!is_constant(right)) {
    if (is_constant(left)) return compared(right, ask::turned(comparison), left);
    return beyond_engine("a comparison of two columns");
  }
  const bool is_truth = right.kind == Expression::Kind::kConstant &&
                        right.constant.type == Constant::Type::kTruth &&
                        left.kind != Expression::Kind::kColumn;
  if (is_truth) {
    Result<Truth> value = truth_value(left);
    if (!value) return value;
    const bool equal = comparison == Comparison::kEqual;
    if (!equal && comparison != Comparison::kNotEqual)
      return beyond_engine("an order of truth values");
    if (equal != (right.constant.text == "TRUE")) std::swap(value->yes, value->no);
    return value;
  }
  const Result<ReadField> field = read_field(left, features_);
  if (!field) return field.error();
  return compared(*field, comparison, right);
}

Result<Truth> QueryWriter::compared(const ReadField& field, Comparison comparison,
                                    const Expression& constant) const {
  if (const auto* const number = std::get_if<ReadNumber>(&field)) {
    const Result<std::optional<CodeSet>> codes =
        codes_compared(number->value, comparison, constant);
    if (!codes) return codes.error();
    if (!*codes) return Truth{RowQuery::none(), RowQuery::none()};
    return Truth{codes_query(number->name, **codes),
                 codes_query(number->name, without(codes_of(number->value), **codes))};
  }
  const Result<std::optional<std::string>> text = text_constant(constant);
  if (!text) return text.error();
  if (!*text) return Truth{RowQuery::none(), RowQuery::none()};
  if (const auto* const label = std::get_if<ReadLabel>(&field)) {
    std::vector<bool> by_code;
    for (const std::string& name : features_[label->column].type.names) {
      const std::string shown = label->lowers ? lower_case(name) : name;
      by_code.push_back(ask::holds(comparison, shown <=> **text));
    }
    return of_labels(*label, by_code);
  }
  return compared_text(std::get<ReadText>(field), comparison, **text);
}

Status QueryWriter::check_order(std::size_t column, const std::string& text) const {
  if (!is_cut(column) || text.size() <= kSurelyWholeBytes) return {};
  return beyond_engine("an order by a text of more than 7,900 bytes");
}

Result<Truth> QueryWriter::compared_text(const ReadText& field, Comparison comparison,
                                         const std::string& text) const {
  const std::string name = value_field(field.column);
  const bool is_equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
  if (field.lowers) {
    if (!is_equality) return beyond_engine("an order of texts in lower case");
    const Result<FieldPattern> pattern = field_pattern({text}, true);
    if (!pattern) return pattern.error();
    Result<Truth> equal = matches(field, *pattern);
    if (equal && comparison == Comparison::kNotEqual) std::swap(equal->yes, equal->no);
    return equal;
  }
  if (is_equality) {
    Truth equal = of_present(field.column, term_query(name, field_text(text)));
    if (comparison == Comparison::kNotEqual) std::swap(equal.yes, equal.no);
    return equal;
  }
  if (Status status = check_order(field.column, text); !status) return std::move(status).error();
  return Truth{text_range_query(name, text_ranges(comparison, text).front()),
               text_range_query(name, text_ranges(ask::denied(comparison), text).front())};
}

/// One term query where it can be; else what it means, comparison by comparison.
Result<Truth> QueryWriter::among(const std::vector<Expression>& values) const {
  const bool is_of_texts = values.front().kind == Expression::Kind::kColumn &&
                           field_form(features_[values.front().column].type) == FieldForm::kText &&
                           std::all_of(values.begin() + 1, values.end(), is_constant);
  if (!is_of_texts) {
    std::vector<RowQuery> yes;
    std::vector<RowQuery> no;
    CodeSet equal;
    const ReadNumber* number = nullptr;
    const Result<ReadField> field = read_field(values.front(), features_);
    if (field) number = std::get_if<ReadNumber>(&*field);
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (number != nullptr && is_constant(values[i])) {
        Result<std::optional<CodeSet>> codes =
            codes_compared(number->value, Comparison::kEqual, values[i]);
        if (!codes) return std::move(codes).error();
        if (*codes) {
          equal = united(std::move(equal), **codes);
        } else {
          no.push_back(RowQuery::none());
        }
        continue;
      }
      Result<Truth> one = compared(values.front(), Comparison::kEqual, values[i]);
      if (!one) return one;
      yes.push_back(std::move(one->yes));
      no.push_back(std::move(one->no));
    }
    if (number != nullptr) {
      yes.push_back(codes_query(number->name, equal));
      no.push_back(codes_query(number->name, without(codes_of(number->value), equal)));
    }
    return Truth{any_of(std::move(yes)), all_of(std::move(no))};
  }
  std::vector<std::string> texts;
  bool has_null = false;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Result<std::optional<std::string>> text = text_constant(values[i]);
    if (!text) return text.error();
    if (*text) {
      texts.push_back(field_text(**text));
    } else {
      has_null = true;
    }
  }
  Truth in =
      of_present(values.front().column, terms_query(value_field(values.front().column), texts));
  if (has_null) in.no = RowQuery::none();
  return in;
}

/// The column of a list whose members have fields.
Result<std::size_t> list_column(const Expression& list, const schema::Features& features) {
  if (list.kind != Expression::Kind::kColumn) return beyond_engine("members of what is no column");
  const schema::Feature& type = features[list.column].type;
  if (schema::kind_of(type) != schema::ColumnKind::kList || column_form(type) == FieldForm::kNone)
    return beyond_engine("members of " + named_column(features, list.column));
  return list.column;
}

/// Never null: a list that is not there has no members.
Result<Truth> QueryWriter::member(const Expression& item, const Expression& list) const {
  const Result<std::size_t> column = list_column(list, features_);
  if (!column) return column.error();
  if (!is_constant(item)) return beyond_engine("a column's value among the members of a list");
  const schema::Feature& type = features_[*column].type.item();
  RowQuery yes = RowQuery::none();
  if (field_form(type) == FieldForm::kText) {
    const Result<std::optional<std::string>> text = text_constant(item);
    if (!text) return text.error();
    if (*text) yes = term_query(value_field(*column), field_text(**text));
  } else {
    const Result<std::optional<CodeSet>> codes = codes_compared({type}, Comparison::kEqual, item);
    if (!codes) return codes.error();
    if (*codes) yes = codes_query(value_field(*column), **codes);
  }
  RowQuery no = none_of(yes);
  return Truth{std::move(yes), std::move(no)};
}

/// The comparison of a member with a constant, the member on the left.
Result<std::pair<Comparison, const Expression*>> member_comparison(const Predicate& part) {
  using Kind = Expression::Kind;
  if (part.kind == Predicate::Kind::kCompare) {
    if (part.values[0].kind == Kind::kMember && is_constant(part.values[1]))
      return std::pair(part.comparison, &part.values[1]);
    if (part.values[1].kind == Kind::kMember && is_constant(part.values[0]))
      return std::pair(ask::turned(part.comparison), &part.values[0]);
  }
  return beyond_engine("such a condition on the members of a list");
}

Result<CodeSet> QueryWriter::member_codes(const schema::Feature& item,
                                          const Predicate& part) const {
  if (part.kind == Predicate::Kind::kAnd) {
    CodeSet all = codes_of({item});
    for (const Predicate& one : part.parts) {
      Result<CodeSet> codes = member_codes(item, one);
      if (!codes) return codes;
      all = shared(all, *codes);
    }
    return all;
  }
  const auto comparison = member_comparison(part);
  if (!comparison) return comparison.error();
  Result<std::optional<CodeSet>> codes =
      codes_compared({item}, comparison->first, *comparison->second);
  if (!codes) return std::move(codes).error();
  return (*codes).value_or(CodeSet());
}

Result<std::vector<TextRange>> QueryWriter::member_texts(std::size_t column,
                                                         const Predicate& part) const {
  if (part.kind == Predicate::Kind::kAnd) {
    TextRange all;
    for (const Predicate& one : part.parts) {
      const Result<std::vector<TextRange>> ranges = member_texts(column, one);
      if (!ranges) return ranges;
      if (ranges->size() != 1 || (ranges->front().low && all.low) ||
          (ranges->front().high && all.high))
        return beyond_engine("such a condition on the members of a list");
      const TextRange& range = ranges->front();
      if (range.low) all.low = range.low;
      if (range.high) all.high = range.high;
    }
    return std::vector{all};
  }
  const auto comparison = member_comparison(part);
  if (!comparison) return comparison.error();
  const Result<std::optional<std::string>> text = text_constant(*comparison->second);
  if (!text) return text.error();
  if (!*text) return std::vector<TextRange>();
  if (comparison->first == Comparison::kEqual)
    return text_ranges(comparison->first, field_text(**text));
  if (Status status = check_order(column, **text); !status) return std::move(status).error();
  return text_ranges(comparison->first, **text);
}

Result<Truth> QueryWriter::any_member(const Expression& list, const Predicate& part) const {
  const Result<std::size_t> column = list_column(list, features_);
  if (!column) return column.error();
  const schema::Feature& item = features_[*column].type.item();
  const std::string name = value_field(*column);
  if (field_form(item) == FieldForm::kCode) {
    const Result<CodeSet> codes = member_codes(item, part);
    if (!codes) return codes.error();
    return of_present(*column, codes_query(name, *codes));
  }
  const Result<std::vector<TextRange>> ranges = member_texts(*column, part);
  if (!ranges) return ranges.error();
  std::vector<RowQuery> any;
  for (const TextRange& range : *ranges) any.push_back(text_range_query(name, range));
  return of_present(*column, any_of(std::move(any)));
}

Result<Truth> QueryWriter::is_null(const Expression& value) const {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kColumn) return Truth{none_of(has(value.column)), has(value.column)};
  const Result<ReadField> field = read_field(value, features_);
  if (!field) return field.error();
  if (const auto* const label = std::get_if<ReadLabel>(&*field)) {
    const Truth labelled =
        of_labels(*label, std::vector<bool>(features_[label->column].type.names.size(), true));
    return Truth{none_of(labelled.yes), labelled.yes};
  }
  const auto* const number = std::get_if<ReadNumber>(&*field);
  if (number != nullptr && number->value.is_year) return beyond_engine("whether a year is null");
  const std::size_t column = number != nullptr ? number->column : std::get<ReadText>(*field).column;
  return Truth{none_of(has(column)), has(column)};
}

/// What holds a truth value itself.
Result<Truth> QueryWriter::truth_value(const Expression& value) const {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kTruthOf) return truth(value.predicate.front());
  if (value.kind == Kind::kCall) return call(value);
  if (value.kind == Kind::kConstant) {
    if (value.constant.type == Constant::Type::kNull)
      return Truth{RowQuery::none(), RowQuery::none()};
    if (value.constant.type != Constant::Type::kTruth)
      return beyond_engine("a constant as a condition");
    const bool is_true = value.constant.text == "TRUE";
    return is_true ? Truth{RowQuery::all(), RowQuery::none()}
                   : Truth{RowQuery::none(), RowQuery::all()};
  }
  const Result<ReadField> field = read_field(value, features_);
  if (!field) return field.error();
  return compared(*field, Comparison::kEqual, Expression::of({Constant::Type::kTruth, "TRUE"}));
}

/// A function that tells a truth.
Result<Truth> QueryWriter::call(const Expression& value) const {
  const std::vector<Expression>& arguments = value.arguments;
  const bool has_text = arguments.size() == 2 && arguments[1].kind == Expression::Kind::kConstant &&
                        arguments[1].constant.type == Constant::Type::kText;
  if (!has_text) return beyond_engine(value.name + "() of that");
  const std::string& text = arguments[1].constant.text;
  if (value.name == "contains") return matches(arguments[0], {"", text, ""});
  if (value.name == "starts_with" || value.name == "prefix")
    return matches(arguments[0], {text, ""});
  if (value.name == "ends_with" || value.name == "suffix") return matches(arguments[0], {"", text});
  if (value.name == "regexp_matches") return matches_regex(arguments[0], text, {.is_search = true});
  return beyond_engine(value.name + "()");
}

Result<Truth> QueryWriter::matches(const Predicate& predicate) const {
  const ask::TextPattern& pattern = predicate.pattern;
  Expression value = predicate.values.front();
  const std::string text = pattern.folds_case ? lower_case(pattern.text) : pattern.text;
  if (pattern.folds_case && !is_lower(value)) value = Expression::call("lower", {value});
  if (!pattern.is_regex) return matches(value, gapped_like(text));
  return matches_regex(value, text, {.dot_takes_newline = pattern.dot_takes_newline});
}

Result<Truth> QueryWriter::matches(const Expression& value, const GappedText& gapped) const {
  const Result<ReadField> field = read_field(value, features_);
  if (!field) return field.error();
  if (const auto* const label = std::get_if<ReadLabel>(&*field)) {
    std::vector<bool> by_code;
    for (const std::string& name : features_[label->column].type.names)
      by_code.push_back(matches_gapped(gapped, label->lowers ? lower_case(name) : name));
    return of_labels(*label, by_code);
  }
  const auto* const text = std::get_if<ReadText>(&*field);
  if (text == nullptr) return beyond_engine("a pattern on what is no text");
  if (gapped.size() == 1 && !text->lowers)
    return compared_text(*text, Comparison::kEqual, gapped.front());
  const Result<FieldPattern> pattern = field_pattern(gapped, text->lowers);
  if (!pattern) return pattern.error();
  return matches(*text, *pattern);
}

Result<Truth> QueryWriter::matches_regex(const Expression& value, std::string_view regex,
                                         RegexMeaning meaning) const {
  const Result<ReadField> field = read_field(value, features_);
  if (!field) return field.error();
  const auto* const text = std::get_if<ReadText>(&*field);
  if (text == nullptr) return beyond_engine("a regular expression on what is no column of texts");
  meaning.lowers = text->lowers;
  const Result<FieldPattern> pattern = field_regexp(regex, meaning);
  if (!pattern) return pattern.error();
  return matches(*text, *pattern);
}

Result<Truth> QueryWriter::matches(const ReadText& field, const FieldPattern& pattern) const {
  const bool is_short_prefix =
      pattern.kind == FieldPattern::Kind::kPrefix && pattern.text.size() <= kSurelyWholeBytes;
  if (is_cut(field.column) && !is_short_prefix && pattern.kind != FieldPattern::Kind::kNothing)
    return beyond_engine("patterns on " + named_column(features_, field.column) +
                         ", which holds texts of more than 8,000 bytes");
  RowQuery yes = RowQuery::none();
  if (pattern.kind != FieldPattern::Kind::kNothing)
    yes = RowQuery::some(pattern_json(value_field(field.column), pattern));
  return of_present(field.column, std::move(yes));
}

Result<Truth> QueryWriter::truth(const Predicate& predicate) const {
  using Kind = Predicate::Kind;
  const std::vector<Expression>& values = predicate.values;
  switch (predicate.kind) {
    case Kind::kAnd:
    case Kind::kOr:
      return joined(predicate);
    case Kind::kNot: {
      Result<Truth> part = truth(predicate.parts.front());
      if (part) std::swap(part->yes, part->no);
      return part;
    }
    case Kind::kCompare:
      return compared(values[0], predicate.comparison, values[1]);
    case Kind::kIn:
      return among(values);
    case Kind::kMember:
      return member(values[0], values[1]);
    case Kind::kAnyMember:
      return any_member(values[0], predicate.parts.front());
    case Kind::kIsNull:
      return is_null(values[0]);
    case Kind::kIsTrue:
    case Kind::kIsFalse: {
      Result<Truth> is = truth_value(values[0]);
      if (!is) return is;
      RowQuery yes = predicate.kind == Kind::kIsTrue ? std::move(is->yes) : std::move(is->no);
      RowQuery no = none_of(yes);
      return Truth{std::move(yes), std::move(no)};
    }
    case Kind::kMatches:
      return matches(predicate);
    case Kind::kInside:
      return beyond_engine("an area of a map");
    case Kind::kTruth:
      return truth_value(values[0]);
  }
  return internal_error("unknown kind of predicate");
}

}  // namespace

Result<std::string> predicate_query(const ask::Predicate& predicate,
                                    const schema::Features& features,
                                    std::span<const std::size_t> cut_columns) {
  Result<Truth> truth = QueryWriter(features, cut_columns).truth(predicate);
  if (!truth) return std::move(truth).error();
  switch (truth->yes.kind) {
    case RowQuery::Kind::kNone:
      return std::string(R"({"match_none":{}})");
    case RowQuery::Kind::kAll:
      return std::string(R"({"match_all":{}})");
    case RowQuery::Kind::kSome:
      break;
  }
  if (truth->yes.clauses > kMaxClauses)
    return too_large("the condition has more than the 1,000 comparisons that the engine takes");
  return std::move(truth->yes.json);
}

}  // namespace vitrine::cluster
