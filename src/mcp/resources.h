#pragma once
// MCP resources: what an agent can take into its context as it is.
//
//   vitrine://datasets/{owner}/{name}/card            the dataset card, Markdown
//   vitrine://datasets/{owner}/{name}/schema          configs, splits, columns and statistics, JSON
//   vitrine://datasets/{owner}/{name}/rows/{row_idx}  one row without its vectors, JSON

#include <string>
#include <string_view>

#include "base/result.h"
#include "mcp/inquiry.h"

namespace vitrine::mcp {

/// The result of resources/list: card and schema of each dataset, at most 1,000 datasets.
Result<std::string> list_resources(const Inquiry& inquiry);
/// The result of resources/templates/list.
std::string resource_templates();
/// The result of resources/read. Errors: not_found for an unknown resource; the service's.
Result<std::string> read_resource(const Inquiry& inquiry, std::string_view uri);

}  // namespace vitrine::mcp
