#pragma once
// Session: what every command needs: the library, the engine over it, and names turned into
// datasets, imported first where the name is a source.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "endpoint/endpoint_model.h"
#include "ingest/import.h"
#include "load/engine_rows.h"
#include "server/service.h"
#include "source/source.h"
#include "store/library.h"

namespace vitrine::cli {

class Session {
 public:
  /// Opens the library that the arguments name. Errors: io, invalid_argument.
  static Result<std::unique_ptr<Session>> open(const Arguments& arguments, std::stop_token stop);

  const Arguments& arguments() const { return arguments_; }
  const store::Library& library() const { return library_; }
  server::Service& service() { return service_; }
  engine::Engine& engine() { return service_.engine(); }
  const std::stop_token& stop() const { return stop_; }
  /// Whoever runs the command.
  engine::Caller caller() const { return engine::Caller::owner(stop_); }

  /// The source that is named, with progress of downloads on stderr, to be read as the arguments
  /// say. Errors: those of resolve_source.
  Result<source::Source> resolve(const std::vector<std::string>& sources,
                                 const std::string& name) const;

  /// The endpoint at an address, with the key of the environment and a cache in the library.
  /// Errors: invalid_argument.
  Result<endpoint::EndpointOptions> endpoint(std::string_view address) const;

  /// Where the rows of imports go; null where they stay in the library.
  const load::EngineRows* rows() const { return rows_.get(); }

  /// As the arguments say.
  ingest::ImportOptions import_options() const;

  /// Imports with progress on stderr. Errors: those of resolve_source and import_source.
  Result<ingest::ImportOutcome> import(const std::vector<std::string>& sources,
                                       const std::string& name);

  /// What people kept of the dataset will be found again in what replaces it; told on stderr where
  /// not.
  void keep_older_lists(const store::DatasetName& dataset, ProgressSink* progress);

  /// The dataset that arguments().name means; "papers" is short for "local/papers".
  Result<store::DatasetName> dataset();

  /// The split of dataset() that --config and --split mean.
  Result<engine::OpenSplit> open_split();

 private:
  Session(const Arguments& arguments, store::Library library, std::stop_token stop);
  /// The engine that the arguments or the library name. Errors: invalid_argument; corrupt; io.
  Status find_engine();

  const Arguments& arguments_;
  store::Library library_;
  server::Service service_;
  std::unique_ptr<const load::EngineRows> rows_;  ///< Null where rows stay in the library.
  std::stop_token stop_;
};

/// Writes to stdout at once. Errors: io, such as a closed pipe.
Status print(std::string_view text);
/// One line to stderr.
void note(const std::string& line);

}  // namespace vitrine::cli
