#pragma once
// Parameters as members of a JSON object, as the body of a POST and the arguments of an agent's
// tool have them. Include from .cc files only.

#include <string>

#include "base/json_parse.h"

namespace vitrine::ask {

/// A JSON value as a query string has it: texts and numbers plain, a list with commas between, its
/// names in double quotes.
std::string parameter_text(const boost::json::value& value);

}  // namespace vitrine::ask
