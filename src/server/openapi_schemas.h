#pragma once
// The shapes of answers: JSON Schemas (draft 2020-12) that the API's description refers to by name.

#include <string_view>

namespace vitrine {

/// A JSON object from name to schema; schemas refer to each other as #/components/schemas/Name.
std::string_view answer_schemas();

}  // namespace vitrine
