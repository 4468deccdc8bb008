#pragma once
// Engine rows: the rows of imports go to an engine's indexes, and what nobody needs there any more
// is removed.

#include <memory>
#include <string>
#include <vector>

#include "cluster/engine_client.h"
#include "ingest/row_place.h"
#include "store/library.h"

namespace vitrine::load {

class EngineRows final : public ingest::RowPlace {
 public:
  /// `name`: EngineSetting::library. Opens no connection.
  EngineRows(store::Library library, std::string name,
             std::shared_ptr<const cluster::EngineClient> engine)
      : library_(std::move(library)), name_(std::move(name)), engine_(std::move(engine)) {}

  /// Loads the rows into an index of their own, which an earlier try may have begun, and leaves
  /// statistics, projections and the lexicon. Errors: those of load_index().
  Result<ingest::RowsTaken> take(duck::Connection& connection, const ingest::PlacedSplit& split,
                                 ProgressSink* progress,
                                 const std::stop_token& stop) const override;
  /// Best effort: what is left is collected by the next import or by collect().
  void committed(const store::DatasetName& dataset) const override;

  /// What is wrong with the indexes that a snapshot's rows are in: a sentence for each that is gone
  /// or changed. Errors: those of the client.
  Result<std::vector<std::string>> damage(const store::Manifest& manifest,
                                          const std::stop_token& stop) const;
  /// Removes the indexes of this library that no snapshot of it names, those in the trash counted;
  /// datasets that are being written are passed over. The number removed. Errors: those of the
  /// client; io.
  Result<std::size_t> collect(const std::stop_token& stop) const;

 private:
  store::Library library_;
  std::string name_;
  std::shared_ptr<const cluster::EngineClient> engine_;
};

}  // namespace vitrine::load
