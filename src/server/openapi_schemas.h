#pragma once
// The shapes of answers and bodies: JSON Schemas (draft 2020-12) that the API's description refers
// to by name.

#include <string_view>

namespace vitrine::server {

/// A JSON object from name to schema; schemas refer to each other as #/components/schemas/Name.
std::string_view answer_schemas();

/// The schema of the JSON that a route's body has to be; empty where nothing is said of it.
std::string_view request_schema(std::string_view route);

}  // namespace vitrine::server
