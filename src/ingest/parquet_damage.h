#pragma once
// Parquet damage: which file and column it is that cannot be read. DuckDB names neither, or its
// own copy. Private to ingest.

#include <stop_token>

#include "base/result.h"
#include "duck/database.h"
#include "source/source.h"

namespace vitrine::ingest {

/// The failure to read a config, told by its file and column if that is what cannot be read;
/// `error` itself if it begins with a file's name, if the config is no Parquet, or if all of it can
/// be read. Cost: a pass over the config, column by column; for failures alone.
Error named_by_column(duck::Connection& connection, const source::SourceConfig& config, Error error,
                      const std::stop_token& stop);

}  // namespace vitrine::ingest
