#include "cluster/order_sort.h"

#include <variant>

#include "base/json_writer.h"
#include "cluster/columns.h"
#include "cluster/read_field.h"
#include "cluster/refusal.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

/// Whether the engine puts its stand-ins for missing values where values of that type can be too:
/// at the ends of 64 bits.
bool reaches_the_ends(const schema::Feature& type) {
  switch (schema::form_of(type)) {
    case schema::ScalarForm::kInteger:
      return type.is_value("int64") || type.is_value("uint64");
    case schema::ScalarForm::kTimestamp:
    case schema::ScalarForm::kDuration:
      return true;
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kClass:
      break;
  }
  return false;
}

}  // namespace

Result<std::string> order_sort(const ask::Order& order, const schema::Features& features) {
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
    const Result<ReadField> field = read_field(key.value, features);
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

}  // namespace vitrine::cluster
