#include "mcp/tool_arguments.h"

#include <algorithm>

#include "ask/json_parameters.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

using Type = ask::Parameter::Type;

constexpr std::string_view kDataset = "dataset";
constexpr std::string_view kRow = "row_idx";

void write_items(JsonWriter& json, std::string_view type) {
  json.member("type", "array").key("items").begin_object().member("type", type).end_object();
}

void write_type(JsonWriter& json, const Argument& argument, const ask::Parameter& parameter) {
  switch (parameter.type) {
    case Type::kText:
      json.member("type", "string");
      break;
    case Type::kNumber:
      json.member("type", "integer").member("minimum", 0);
      json.member("default", argument.fallback.value_or(parameter.fallback));
      break;
    case Type::kFlag:
      json.member("type", "boolean");
      break;
    case Type::kChoice:
      json.member("type", "string").key("enum").begin_array();
      for (const std::string_view choice : ask::choices_of(parameter)) json.value(choice);
      json.end_array().member("default", ask::choices_of(parameter).front());
      break;
    case Type::kRows:
      write_items(json, "integer");
      break;
    case Type::kNumbers:
      write_items(json, "number");
      break;
    case Type::kColumns:
      write_items(json, "string");
  }
  json.member("description", parameter.meaning);
}

void write_argument(JsonWriter& json, const ToolArguments& takes, const Argument& argument) {
  json.key(argument.name).begin_object();
  if (argument.name == kDataset) {
    json.member("type", "string").member("description", "owner/name");
  } else if (argument.name == kRow) {
    json.member("type", "integer").member("minimum", 0);
  } else {
    write_type(json, argument, *ask::find_parameter(takes.question, argument.parameter));
  }
  json.end_object();
}

std::string names_of(std::span<const Argument> arguments) {
  std::string names;
  for (const Argument& argument : arguments) {
    if (!names.empty()) names += ", ";
    names += argument.name;
  }
  return names.empty() ? "no arguments" : names;
}

/// Errors: invalid_argument for the first member that is no argument of the tool.
Status check_names(std::span<const Argument> arguments, const json::object& given) {
  for (const auto& [name, value] : given) {
    if (std::ranges::find(arguments, std::string_view(name), &Argument::name) != arguments.end())
      continue;
    return invalid_argument("no argument \"" + std::string(name).substr(0, 100) +
                            "\" is taken here, but " + names_of(arguments));
  }
  return {};
}

Result<store::DatasetName> read_dataset(const json::value& arguments) {
  Result<store::DatasetName> dataset =
      store::DatasetName::parse_short(string_member(arguments, kDataset).value_or(""));
  if (dataset) return dataset;
  return invalid_argument(
      "argument dataset must be \"owner/name\"; list_datasets shows what there is");
}

/// The arguments as parameters.
ask::Pairs read_pairs(std::span<const Argument> arguments, const json::value& given) {
  ask::Pairs pairs;
  for (const Argument& argument : arguments) {
    if (argument.parameter.empty()) continue;
    const json::value* value = find_member(given, argument.name);
    if (value != nullptr && !value->is_null()) {
      pairs.emplace_back(argument.parameter, ask::parameter_text(*value));
    } else if (argument.fallback) {
      pairs.emplace_back(argument.parameter, std::to_string(*argument.fallback));
    }
  }
  return pairs;
}

/// Errors: invalid_argument for an argument that is required and lacks, or is blank.
Status check_required(std::span<const Argument> arguments, const ask::Values& values) {
  for (const Argument& argument : arguments) {
    if (argument.required && !argument.parameter.empty() && !values.given(argument.parameter))
      return invalid_argument("argument " + std::string(argument.name) + " is required");
  }
  return {};
}

}  // namespace

void write_schema(JsonWriter& json, const ToolArguments& takes) {
  json.begin_object().member("type", "object").key("properties").begin_object();
  for (const Argument& argument : takes.arguments) write_argument(json, takes, argument);
  json.end_object().key("required").begin_array();
  for (const Argument& argument : takes.arguments) {
    if (argument.required) json.value(argument.name);
  }
  json.end_array().member("additionalProperties", false).end_object();
}

Result<Call> read_call(const ToolArguments& takes, std::string_view text) {
  const Result<json::value> given = parse_json(text);
  if (!given) return given.error();
  if (!given->is_object()) return invalid_argument("arguments must be an object");
  if (Status status = check_names(takes.arguments, given->get_object()); !status)
    return status.error();
  Result<ask::Values> values =
      ask::Values::check(takes.question, read_pairs(takes.arguments, *given));
  if (!values) return std::move(values).error();
  if (Status status = check_required(takes.arguments, *values); !status) return status.error();
  Call call{{}, 0, *std::move(values)};
  for (const Argument& argument : takes.arguments) {
    if (argument.name == kDataset) {
      Result<store::DatasetName> dataset = read_dataset(*given);
      if (!dataset) return std::move(dataset).error();
      call.dataset = *std::move(dataset);
    } else if (argument.name == kRow) {
      const std::optional<std::int64_t> row = int_member(*given, kRow);
      if (!row || *row < 0) return invalid_argument("argument row_idx must be a number from 0");
      call.row = static_cast<std::uint64_t>(*row);
    }
  }
  return call;
}

}  // namespace vitrine::mcp
