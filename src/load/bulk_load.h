#pragma once
// Bulk load: a split's rows into an engine's index, all or nothing.
//
// Several senders take blocks of rows; each waits for the answer to what it sent, and longer where
// the engine says that it is busy. A row's id is its number, so that what was sent twice is there
// once: a load that was broken off goes on where it was, block by block. An index counts as loaded
// when every row is there, can be found, and has its copies; until then nobody is told its name.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "cluster/engine_client.h"
#include "load/row_documents.h"

namespace vitrine::load {

struct LoadOptions {
  std::size_t senders = 3;
  ProgressSink* progress = nullptr;
  std::stop_token stop = {};
};

/// Makes the index, or completes the one of this name that was begun. Errors: those of the client
/// and of the documents; io where the engine is out of space or takes no writes; corrupt where it
/// has another number of rows afterwards; cancelled.
Status load_index(const cluster::EngineClient& engine, const std::string& index,
                  const RowDocuments& rows, const schema::Features& features,
                  const LoadOptions& options);

/// The indexes whose names begin so. Errors: those of the client.
Result<std::vector<std::string>> list_indexes(const cluster::EngineClient& engine,
                                              const std::string& prefix,
                                              const std::stop_token& stop);
/// An index that is not there counts as removed. Errors: those of the client.
Status remove_index(const cluster::EngineClient& engine, const std::string& index,
                    const std::stop_token& stop);

}  // namespace vitrine::load
