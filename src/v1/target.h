#pragma once
// Which dataset and split a request under /api/v1 means, what it asks with, and how it is answered.

#include <memory>
#include <string>

#include "api/context.h"
#include "api/response_or.h"
#include "ask/parameters.h"
#include "engine/search_answer.h"
#include "http/message.h"

namespace vitrine::v1 {

/// The dataset of the path. Refusals: as open_dataset().
api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> find_dataset(
    const api::Context& context, const http::Request& request);
/// The split of the dataset of the path; each name empty: the first. Refusals: also 404
/// ResponseNotFound.
api::ResponseOr<engine::OpenSplit> find_split(const api::Context& context,
                                              const http::Request& request, std::string_view config,
                                              std::string_view split);

/// A request for a split, read.
struct Asked {
  ask::Values values;
  engine::OpenSplit place;
};

/// The parameters of the query string and, of a POST, of the body. Refusals: 422 naming the
/// parameter, or for a body that is no JSON object.
api::ResponseOr<ask::Values> read_values(const http::Request& request, ask::Question question);
/// The same, with the split of `config` and `split`. Refusals: also as find_split().
api::ResponseOr<Asked> read_request(const api::Context& context, const http::Request& request,
                                    ask::Question question);

/// The same, with the dataset's labels as columns where whoever asks may see them. Labels that are
/// damaged hide no data: then there are none, and /columns and /labels say why.
api::ResponseOr<Asked> read_labelled_request(const api::Context& context,
                                             const http::Request& request, ask::Question question);

/// An error about a dataset's labels: one that is damaged names the file to repair.
http::Response refuse_labels(const Error& error);

/// The row of the path. Refusals: 422 if it is not a number, 404 if there is no such row.
api::ResponseOr<std::uint64_t> find_row(const search::Split& split, const http::Request& request);

/// An answer about a dataset: JSON with its revision (store/revision.h) as X-Revision.
http::Response reply(const engine::OpenDataset& dataset, http::Body body);

}  // namespace vitrine::v1
