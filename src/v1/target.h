#pragma once
// Which dataset and split a request under /api/v1 means, and how rows are asked for and written.

#include <memory>
#include <string>
#include <vector>

#include "api/context.h"
#include "api/outcome.h"
#include "http/message.h"
#include "search/query.h"

namespace vitrine::v1 {

struct SplitTarget {
  std::shared_ptr<const OpenDataset> dataset;
  std::shared_ptr<const Split> split;
};

/// The dataset of the path. Refusals: as open_dataset().
Outcome<std::shared_ptr<const OpenDataset>> find_dataset(const Context& context,
                                                         const http::Request& request);
/// The split of `config` and `split`, each by default the first. Refusals: also 404
/// ResponseNotFound.
Outcome<SplitTarget> find_split(const Context& context, const http::Request& request);

/// The row of the path. Refusals: 422 if it is not a number, 404 if there is no such row.
Outcome<std::uint64_t> find_row(const Split& split, const http::Request& request);

/// An answer about a dataset: JSON with the snapshot's id as X-Revision.
http::Response reply(const OpenDataset& dataset, std::string body);

}  // namespace vitrine::v1
