#include "cluster/predicate_query.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/json_writer.h"
#include "cluster/code_ranges.h"
#include "cluster/columns.h"
#include "cluster/field_pattern.h"
#include "cluster/refusal.h"
#include "schema/column.h"

namespace vitrine {
namespace {

using ask::Comparison;
using ask::Constant;
using ask::Expression;
using ask::Predicate;

/// Lucene counts what stands in all the brackets of a query together, and takes 1,024 of them.
constexpr std::size_t kMaxClauses = 1000;
/// A text in which a cut one cannot differ from the whole one: less than what is left of it.
constexpr std::size_t kSurelyWholeBytes = 7900;

/// A query object, and how many clauses Lucene counts in it.
struct Query {
  enum class Kind { kNone, kAll, kSome };
  Kind kind = Kind::kNone;
  std::string json = {};
  std::size_t clauses = 0;

  static Query some(std::string json, std::size_t clauses = 1) {
    return {Kind::kSome, std::move(json), clauses};
  }
};

const Query kNoRow = {Query::Kind::kNone};
const Query kEveryRow = {Query::Kind::kAll};

/// The rows for which something is true, and those for which it is false; the others are null.
struct Truth {
  Query yes;
  Query no;
};

/// {"bool":{"filter":[...]}} and its like.
Query boolean_query(std::string_view clause, const std::vector<Query>& parts) {
  Query out = Query::some("{\"bool\":{\"" + std::string(clause) + "\":[", 0);
  for (const Query& part : parts) {
    if (out.clauses > 0) out.json += ',';
    out.json += part.json;
    out.clauses += part.clauses;
  }
  out.json += clause == "should" ? "],\"minimum_should_match\":1}}" : "]}}";
  return out;
}

Query all_of(std::vector<Query> parts) {
  std::vector<Query> some;
  for (Query& part : parts) {
    if (part.kind == Query::Kind::kNone) return kNoRow;
    if (part.kind == Query::Kind::kSome) some.push_back(std::move(part));
  }
  if (some.empty()) return kEveryRow;
  if (some.size() == 1) return std::move(some.front());
  return boolean_query("filter", some);
}

Query any_of(std::vector<Query> parts) {
  std::vector<Query> some;
  for (Query& part : parts) {
    if (part.kind == Query::Kind::kAll) return kEveryRow;
    if (part.kind == Query::Kind::kSome) some.push_back(std::move(part));
  }
  if (some.empty()) return kNoRow;
  if (some.size() == 1) return std::move(some.front());
  return boolean_query("should", some);
}

Query others(Query query) {
  if (query.kind == Query::Kind::kNone) return kEveryRow;
  if (query.kind == Query::Kind::kAll) return kNoRow;
  return boolean_query("must_not", {std::move(query)});
}

Query term_query(std::string_view field, std::string_view text) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("term").begin_object().member(field, text).end_object().end_object();
  return Query::some(std::move(out));
}

Query terms_query(std::string_view field, std::span<const std::string> texts) {
  if (texts.empty()) return kNoRow;
  if (texts.size() == 1) return term_query(field, texts.front());
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("terms").begin_object().key(field).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array().end_object().end_object();
  return Query::some(std::move(out));
}

/// The rows with a value in the set.
Query codes_query(std::string_view field, const CodeSet& codes) {
  std::vector<Query> parts;
  std::vector<std::int64_t> single;
  for (const CodeRange& range : codes) {
    if (range.low == range.high) {
      single.push_back(range.low);
      continue;
    }
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("range").begin_object().key(field).begin_object();
    json.member("gte", range.low).member("lte", range.high);
    json.end_object().end_object().end_object();
    parts.push_back(Query::some(std::move(out)));
  }
  if (!single.empty()) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("terms").begin_object().key(field).begin_array();
    for (const std::int64_t code : single) json.value(code);
    json.end_array().end_object().end_object();
    parts.push_back(Query::some(std::move(out)));
  }
  return any_of(std::move(parts));
}

/// A text that a range of texts begins or ends with.
struct TextBound {
  std::string text;
  bool is_in = true;
};

/// The texts between two others.
struct TextRange {
  std::optional<TextBound> low = {};
  std::optional<TextBound> high = {};
};

Query text_range_query(std::string_view field, const TextRange& range) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("range").begin_object().key(field).begin_object();
  if (range.low) json.member(range.low->is_in ? "gte" : "gt", range.low->text);
  if (range.high) json.member(range.high->is_in ? "lte" : "lt", range.high->text);
  json.end_object().end_object().end_object();
  return Query::some(std::move(out));
}

Comparison turned(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreater;
    case Comparison::kLessEqual:
      return Comparison::kGreaterEqual;
    case Comparison::kGreater:
      return Comparison::kLess;
    case Comparison::kGreaterEqual:
      return Comparison::kLessEqual;
    case Comparison::kEqual:
    case Comparison::kNotEqual:
      break;
  }
  return comparison;
}

Comparison negated(Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return Comparison::kNotEqual;
    case Comparison::kNotEqual:
      return Comparison::kEqual;
    case Comparison::kLess:
      return Comparison::kGreaterEqual;
    case Comparison::kLessEqual:
      return Comparison::kGreater;
    case Comparison::kGreater:
      return Comparison::kLessEqual;
    case Comparison::kGreaterEqual:
      break;
  }
  return Comparison::kLess;
}

bool holds(Comparison comparison, std::strong_ordering order) {
  switch (comparison) {
    case Comparison::kEqual:
      return order == 0;
    case Comparison::kNotEqual:
      return order != 0;
    case Comparison::kLess:
      return order < 0;
    case Comparison::kLessEqual:
      return order <= 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kGreaterEqual:
      break;
  }
  return order >= 0;
}

/// A number that a field holds: a column's value code, or a length.
struct ReadNumber {
  std::size_t column = 0;
  std::string name;
  CodedValue value;
};

/// A text that a field holds, as it is or in lower case.
struct ReadText {
  std::size_t column = 0;
  bool lowers = false;
};

/// The names of a column's classes, in whose stead the field has codes.
struct ReadLabel {
  std::size_t column = 0;
  bool lowers = false;
};

using ReadField = std::variant<ReadNumber, ReadText, ReadLabel>;

std::string named(const Features& features, std::size_t column) {
  return "column \"" + features[column].name + "\"";
}

bool is_lower(const Expression& value) {
  return value.kind == Expression::Kind::kCall && (value.name == "lower" || value.name == "lcase");
}

bool is_length(const Expression& value) {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kTextLength || value.kind == Kind::kListLength) return true;
  return value.kind == Kind::kCall &&
         (value.name == "length" || value.name == "len" || value.name == "array_length");
}

/// Where the engine has what an expression reads. Errors: unsupported, saying what it has not.
Result<ReadField> field_of(const Expression& value, const Features& features) {
  using Kind = Expression::Kind;
  const auto column_of = [&](const Expression& one) -> std::optional<std::size_t> {
    return one.kind == Kind::kColumn ? std::optional(one.column) : std::nullopt;
  };
  if (const std::optional<std::size_t> column = column_of(value)) {
    const Feature& type = features[*column].type;
    const FieldForm form = field_form(type);
    if (form == FieldForm::kText) return ReadField(ReadText{*column});
    if (form == FieldForm::kCode)
      return ReadField(ReadNumber{*column, value_field(*column), {type}});
    return beyond_engine(named(features, *column) + " (" + feature_label(type) +
                         ") but for IS NULL");
  }
  if (is_length(value) && column_of(value.arguments.front())) {
    const std::size_t column = value.arguments.front().column;
    const ColumnKind kind = kind_of(features[column].type);
    if (kind == ColumnKind::kText || kind == ColumnKind::kList)
      return ReadField(ReadNumber{column, length_field(column), {Feature::value("int32")}});
    return beyond_engine("the length of " + named(features, column));
  }
  if (value.kind == Kind::kLabel && column_of(value.arguments.front()))
    return ReadField(ReadLabel{value.arguments.front().column});
  if (is_lower(value)) {
    Result<ReadField> inner = field_of(value.arguments.front(), features);
    if (!inner) return inner;
    if (auto* const text = std::get_if<ReadText>(&*inner)) text->lowers = true;
    if (auto* const label = std::get_if<ReadLabel>(&*inner)) label->lowers = true;
    if (!std::holds_alternative<ReadNumber>(*inner)) return inner;
  }
  if (value.kind == Kind::kCall && value.name == "year" && column_of(value.arguments.front())) {
    const std::size_t column = value.arguments.front().column;
    const Feature& type = features[column].type;
    const ColumnKind kind = kind_of(type);
    const bool is_plain =
        kind == ColumnKind::kDate || (kind == ColumnKind::kTimestamp && zone_of(type).empty());
    if (is_plain) return ReadField(ReadNumber{column, value_field(column), {type, true}});
  }
  switch (value.kind) {
    case Kind::kCall:
      return beyond_engine(value.name + "() of that");
    case Kind::kField:
      return beyond_engine("the field \"" + value.name + "\" of a struct");
    case Kind::kJsonText:
      return beyond_engine("what a Json column holds");
    case Kind::kReadAs:
      return beyond_engine("a text read as " + value.name);
    case Kind::kMember:
      return beyond_engine("such a condition on the members of a list");
    case Kind::kTruthOf:
      return beyond_engine("a comparison of truth values");
    case Kind::kConstant:
      return beyond_engine("a comparison of two constants");
    case Kind::kColumn:
    case Kind::kTextLength:
    case Kind::kListLength:
    case Kind::kLabel:
      break;
  }
  return beyond_engine("the length or the label of what is no column");
}

bool is_constant(const Expression& value) {
  return value.kind == Expression::Kind::kConstant ||
         (value.kind == Expression::Kind::kReadAs &&
          value.arguments.front().kind == Expression::Kind::kConstant);
}

/// A constant beside texts; nothing for null.
Result<std::optional<std::string>> text_constant(const Expression& constant) {
  if (constant.kind == Expression::Kind::kReadAs) {
    if (!Feature::value(constant.name).is_text())
      return beyond_engine("a text read as " + constant.name + " beside texts");
    return std::optional(constant.arguments.front().constant.text);
  }
  if (constant.constant.type == Constant::Type::kNull) return std::optional<std::string>();
  if (constant.constant.type != Constant::Type::kText)
    return beyond_engine("a comparison of a text with what is none");
  return std::optional(constant.constant.text);
}

/// Which texts stand in that relation to a constant: two ranges where it is inequality.
std::vector<TextRange> text_ranges(Comparison comparison, const std::string& text) {
  const TextRange below{.low = {}, .high = TextBound{text, false}};
  const TextRange above{.low = TextBound{text, false}, .high = {}};
  switch (comparison) {
    case Comparison::kEqual:
      return {{.low = TextBound{text}, .high = TextBound{text}}};
    case Comparison::kNotEqual:
      return {below, above};
    case Comparison::kLess:
      return {below};
    case Comparison::kLessEqual:
      return {{.low = {}, .high = TextBound{text}}};
    case Comparison::kGreater:
      return {above};
    case Comparison::kGreaterEqual:
      break;
  }
  return {{.low = TextBound{text}, .high = {}}};
}

class QueryWriter {
 public:
  QueryWriter(const Features& features, std::span<const std::size_t> cut_columns)
      : features_(features), cut_columns_(cut_columns) {}

  Result<Truth> truth(const Predicate& predicate) const;

 private:
  Query has(std::size_t column) const { return term_query(kHasField, std::to_string(column)); }
  bool is_cut(std::size_t column) const {
    return std::ranges::find(cut_columns_, column) != cut_columns_.end();
  }
  /// Of a test of a column's value that is null where the column is.
  Truth of_present(std::size_t column, Query yes) const {
    Query no = all_of({has(column), others(yes)});
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
  Result<CodeSet> member_codes(const Feature& item, const Predicate& part) const;
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

  const Features& features_;
  std::span<const std::size_t> cut_columns_;
};

Result<Truth> QueryWriter::joined(const Predicate& predicate) const {
  const bool is_and = predicate.kind == Predicate::Kind::kAnd;
  std::vector<Query> yes;
  std::vector<Query> no;
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
    if (is_constant(left)) return compared(right, turned(comparison), left);
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
  const Result<ReadField> field = field_of(left, features_);
  if (!field) return field.error();
  return compared(*field, comparison, right);
}

Result<Truth> QueryWriter::compared(const ReadField& field, Comparison comparison,
                                    const Expression& constant) const {
  if (const auto* const number = std::get_if<ReadNumber>(&field)) {
    const Result<std::optional<CodeSet>> codes =
        codes_compared(number->value, comparison, constant);
    if (!codes) return codes.error();
    if (!*codes) return Truth{kNoRow, kNoRow};
    return Truth{codes_query(number->name, **codes),
                 codes_query(number->name, without(codes_of(number->value), **codes))};
  }
  const Result<std::optional<std::string>> text = text_constant(constant);
  if (!text) return text.error();
  if (!*text) return Truth{kNoRow, kNoRow};
  if (const auto* const label = std::get_if<ReadLabel>(&field)) {
    std::vector<bool> by_code;
    for (const std::string& name : features_[label->column].type.names) {
      const std::string shown = label->lowers ? lower_case(name) : name;
      by_code.push_back(holds(comparison, shown <=> **text));
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
               text_range_query(name, text_ranges(negated(comparison), text).front())};
}

/// One term query where it can be; else what it means, comparison by comparison.
Result<Truth> QueryWriter::among(const std::vector<Expression>& values) const {
  const bool is_of_texts = values.front().kind == Expression::Kind::kColumn &&
                           field_form(features_[values.front().column].type) == FieldForm::kText &&
                           std::all_of(values.begin() + 1, values.end(), is_constant);
  if (!is_of_texts) {
    std::vector<Query> yes;
    std::vector<Query> no;
    CodeSet equal;
    const ReadNumber* number = nullptr;
    const Result<ReadField> field = field_of(values.front(), features_);
    if (field) number = std::get_if<ReadNumber>(&*field);
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (number != nullptr && is_constant(values[i])) {
        Result<std::optional<CodeSet>> codes =
            codes_compared(number->value, Comparison::kEqual, values[i]);
        if (!codes) return std::move(codes).error();
        if (*codes) {
          equal = united(std::move(equal), **codes);
        } else {
          no.push_back(kNoRow);
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
  if (has_null) in.no = kNoRow;
  return in;
}

/// The column of a list whose members have fields.
Result<std::size_t> list_column(const Expression& list, const Features& features) {
  if (list.kind != Expression::Kind::kColumn) return beyond_engine("members of what is no column");
  const Feature& type = features[list.column].type;
  if (kind_of(type) != ColumnKind::kList || column_form(type) == FieldForm::kNone)
    return beyond_engine("members of " + named(features, list.column));
  return list.column;
}

/// Never null: a list that is not there has no members.
Result<Truth> QueryWriter::member(const Expression& item, const Expression& list) const {
  const Result<std::size_t> column = list_column(list, features_);
  if (!column) return column.error();
  if (!is_constant(item)) return beyond_engine("a column's value among the members of a list");
  const Feature& type = features_[*column].type.item();
  Query yes = kNoRow;
  if (field_form(type) == FieldForm::kText) {
    const Result<std::optional<std::string>> text = text_constant(item);
    if (!text) return text.error();
    if (*text) yes = term_query(value_field(*column), field_text(**text));
  } else {
    const Result<std::optional<CodeSet>> codes = codes_compared({type}, Comparison::kEqual, item);
    if (!codes) return codes.error();
    if (*codes) yes = codes_query(value_field(*column), **codes);
  }
  Query no = others(yes);
  return Truth{std::move(yes), std::move(no)};
}

/// The comparison of a member with a constant, the member on the left.
Result<std::pair<Comparison, const Expression*>> member_comparison(const Predicate& part) {
  using Kind = Expression::Kind;
  if (part.kind == Predicate::Kind::kCompare) {
    if (part.values[0].kind == Kind::kMember && is_constant(part.values[1]))
      return std::pair(part.comparison, &part.values[1]);
    if (part.values[1].kind == Kind::kMember && is_constant(part.values[0]))
      return std::pair(turned(part.comparison), &part.values[0]);
  }
  return beyond_engine("such a condition on the members of a list");
}

Result<CodeSet> QueryWriter::member_codes(const Feature& item, const Predicate& part) const {
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
  const Feature& item = features_[*column].type.item();
  const std::string name = value_field(*column);
  if (field_form(item) == FieldForm::kCode) {
    const Result<CodeSet> codes = member_codes(item, part);
    if (!codes) return codes.error();
    return of_present(*column, codes_query(name, *codes));
  }
  const Result<std::vector<TextRange>> ranges = member_texts(*column, part);
  if (!ranges) return ranges.error();
  std::vector<Query> any;
  for (const TextRange& range : *ranges) any.push_back(text_range_query(name, range));
  return of_present(*column, any_of(std::move(any)));
}

Result<Truth> QueryWriter::is_null(const Expression& value) const {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kColumn) return Truth{others(has(value.column)), has(value.column)};
  const Result<ReadField> field = field_of(value, features_);
  if (!field) return field.error();
  if (const auto* const label = std::get_if<ReadLabel>(&*field)) {
    const Truth labelled =
        of_labels(*label, std::vector<bool>(features_[label->column].type.names.size(), true));
    return Truth{others(labelled.yes), labelled.yes};
  }
  const auto* const number = std::get_if<ReadNumber>(&*field);
  if (number != nullptr && number->value.is_year) return beyond_engine("whether a year is null");
  const std::size_t column = number != nullptr ? number->column : std::get<ReadText>(*field).column;
  return Truth{others(has(column)), has(column)};
}

/// What holds a truth value itself.
Result<Truth> QueryWriter::truth_value(const Expression& value) const {
  using Kind = Expression::Kind;
  if (value.kind == Kind::kTruthOf) return truth(value.predicate.front());
  if (value.kind == Kind::kCall) return call(value);
  if (value.kind == Kind::kConstant) {
    if (value.constant.type == Constant::Type::kNull) return Truth{kNoRow, kNoRow};
    if (value.constant.type != Constant::Type::kTruth)
      return beyond_engine("a constant as a condition");
    const bool is_true = value.constant.text == "TRUE";
    return is_true ? Truth{kEveryRow, kNoRow} : Truth{kNoRow, kEveryRow};
  }
  const Result<ReadField> field = field_of(value, features_);
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
  const Result<ReadField> field = field_of(value, features_);
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
  const Result<ReadField> field = field_of(value, features_);
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
    return beyond_engine("patterns on " + named(features_, field.column) +
                         ", which holds texts of more than 8,000 bytes");
  Query yes = kNoRow;
  if (pattern.kind != FieldPattern::Kind::kNothing)
    yes = Query::some(pattern_json(value_field(field.column), pattern));
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
      Query yes = predicate.kind == Kind::kIsTrue ? std::move(is->yes) : std::move(is->no);
      Query no = others(yes);
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

/// Whether the engine puts its stand-ins for missing values where values of that type can be too:
/// at the ends of 64 bits.
bool reaches_the_ends(const Feature& type) {
  switch (kind_of(type)) {
    case ColumnKind::kInteger:
      return type.is_value("int64") || type.is_value("uint64");
    case ColumnKind::kTimestamp:
    case ColumnKind::kDuration:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::string> predicate_query(const ask::Predicate& predicate, const Features& features,
                                    std::span<const std::size_t> cut_columns) {
  Result<Truth> truth = QueryWriter(features, cut_columns).truth(predicate);
  if (!truth) return std::move(truth).error();
  switch (truth->yes.kind) {
    case Query::Kind::kNone:
      return std::string(R"({"match_none":{}})");
    case Query::Kind::kAll:
      return std::string(R"({"match_all":{}})");
    case Query::Kind::kSome:
      break;
  }
  if (truth->yes.clauses > kMaxClauses)
    return too_large("the condition has more than the 1,000 comparisons that the engine takes");
  return std::move(truth->yes.json);
}

Result<std::string> order_sort(const ask::Order& order, const Features& features) {
  std::string out;
  JsonWriter json(out);
  const auto write = [&](const std::string& field, bool descending) {
    json.begin_object().key(field).begin_object();
    json.member("order", descending ? "desc" : "asc").member("missing", "_last");
    json.end_object().end_object();
  };
  json.begin_array();
  for (const ask::OrderKey& key : order.keys) {
    if (key.seed) return beyond_engine("a random order");
    const Result<ReadField> field = field_of(key.value, features);
    if (!field) return field.error();
    if (const auto* const text = std::get_if<ReadText>(&*field); text && !text->lowers) {
      write(value_field(text->column), key.descending);
      continue;
    }
    const auto* const number = std::get_if<ReadNumber>(&*field);
    if (number == nullptr || number->value.is_year)
      return beyond_engine("an order by a function but for length()");
    write(number->name, key.descending);
    // Of equal ones, which are a value at the end of 64 bits and nulls beside it, the other
    // direction has the nulls last.
    if (reaches_the_ends(number->value.type)) write(number->name, !key.descending);
  }
  json.begin_object().member("row", "asc").end_object().end_array();
  return out;
}

}  // namespace vitrine
