#pragma once
// The arguments of a tool: which it takes, their JSON schema, and their values read from a call.
// Include from .cc files only.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ask/parameters.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "engine/engine.h"

namespace vitrine::mcp {

struct Argument {
  std::string_view name;
  /// Of ask/parameters.h; empty for `dataset` and `row_idx`, which say where and not what.
  std::string_view parameter;
  bool required = false;
  std::optional<std::uint64_t> fallback = std::nullopt;  ///< Where it is not the parameter's own.
};

/// What one question of a tool is asked with.
struct ToolArguments {
  ask::Question question;  ///< Whose parameters the arguments are.
  std::span<const Argument> arguments;
};

/// {"type": "object", "properties": {...}, "required": [...], "additionalProperties": false}
void write_schema(JsonWriter& json, const ToolArguments& takes);

/// A call's arguments, read.
struct Call {
  store::DatasetName dataset;
  std::uint64_t row = 0;
  ask::Values values;
};

/// Errors: invalid_argument for what is no object, an argument that is not taken, that lacks or has
/// a wrong value.
Result<Call> read_call(const ToolArguments& takes, std::string_view arguments);

}  // namespace vitrine::mcp
