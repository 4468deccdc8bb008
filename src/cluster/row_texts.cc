#include "cluster/row_texts.h"

#include "base/json_parse.h"

namespace vitrine::cluster {

namespace json = boost::json;

namespace {

using Consume = std::function<void(std::string_view)>;

void visit(const json::value& cell, const schema::Feature& type, const Consume& consume) {
  if (cell.is_null()) return;
  switch (type.kind) {
    case schema::Feature::Kind::kValue:
      if (cell.is_string()) consume(cell.get_string());
      return;
    case schema::Feature::Kind::kJson:
      consume(json_text(cell));
      return;
    case schema::Feature::Kind::kList:
      if (!cell.is_array()) return;
      for (const json::value& item : cell.get_array()) visit(item, type.item(), consume);
      return;
    case schema::Feature::Kind::kStruct:
      for (const auto& child : type.children) {
        const json::value* member = find_member(cell, child.name);
        if (member != nullptr && child.type.contains_text()) visit(*member, child.type, consume);
      }
      return;
    case schema::Feature::Kind::kClassLabel:
    case schema::Feature::Kind::kOther:
      return;
  }
}

}  // namespace

void for_each_text(std::string_view cell, const schema::Feature& type, const Consume& consume) {
  if (cell == "null") return;
  if (type.kind == schema::Feature::Kind::kJson) return consume(cell);
  const Result<json::value> value = parse_json(cell);
  if (value) visit(*value, type, consume);
}

}  // namespace vitrine::cluster
