#pragma once
// MCP resources: what an agent can take into its context as it is.
//
//   vitrine://datasets/{owner}/{name}/card            the dataset card, Markdown
//   vitrine://datasets/{owner}/{name}/schema          configs, splits, columns and statistics, JSON
//   vitrine://datasets/{owner}/{name}/rows/{row_idx}  one row without its vectors, JSON

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mcp/agent.h"

namespace vitrine::mcp {

/// The result of resources/list: card and schema of each dataset, at most 1,000 datasets.
Result<std::string> list_resources(const Agent& agent);
/// The result of resources/templates/list.
std::string resource_templates();
/// The result of resources/read. Errors: not_found for an unknown resource; the engine's.
Result<std::string> read_resource(const Agent& agent, std::string_view uri);

/// The dataset that a resource is of; nothing for an address that is none of a resource.
std::optional<store::DatasetName> dataset_of_resource(std::string_view uri);

}  // namespace vitrine::mcp
