#pragma once
// Target: the dataset, config or split that a request to a Hub route names, by the Hub's rules: all
// of dataset, config and split name a split, else dataset and config a config, else dataset a
// dataset, among the levels that the route has. A blank parameter counts as missing.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/context.h"
#include "api/response_or.h"
#include "http/message.h"

namespace vitrine::hub {

struct Target {
  std::shared_ptr<const engine::OpenDataset> dataset;
  const store::ConfigManifest* config = nullptr;  ///< Null: the whole dataset is meant.
  const store::SplitManifest* split = nullptr;    ///< Null: the whole config is meant.

  const store::Manifest& manifest() const { return dataset->manifest(); }
  std::string dataset_id() const { return manifest().dataset.id(); }
  /// Requires: split.
  Result<std::shared_ptr<const search::Split>> reader() const {
    return dataset->split(config->name, split->name);
  }
};

/// The levels that a route has.
enum class RouteScope { kDatasetOnly, kDatasetToSplit, kDatasetToConfig, kSplitOnly };

/// Refusals: 422 MissingRequiredParameter; as open_dataset(); 501 NotSupportedDisabledViewerError
/// where the card says `viewer: false`; 404 ResponseNotFound for a config or split that the dataset
/// does not have.
api::ResponseOr<Target> find_target(const api::Context& context, const http::Request& request,
                                    RouteScope levels);

/// For /rows, /search and /filter, which ask for one parameter after the other: the first that is
/// missing is named. `last` is one more, if not empty.
std::optional<http::Response> first_missing(const http::Request& request, std::string_view last);

/// A page of rows: offset from 0.
struct Page {
  std::uint64_t offset = 0;
  std::uint64_t length = 100;
};

/// Refusals: as number_parameter().
api::ResponseOr<Page> read_page(const http::Request& request, std::uint64_t max_length);

/// The order in which the Hub lists configs: the default one, then by name.
std::vector<const store::ConfigManifest*> configs_in_order(const store::Manifest& manifest);

/// An answer about `target`: JSON with its revision (store/revision.h) as X-Revision.
http::Response reply(const Target& target, http::Body body);
/// The same for a failure.
http::Response refuse(const Target& target, const Error& error);
http::Response refuse(const Target& target, int status, std::string_view code,
                      std::string_view message);

}  // namespace vitrine::hub
