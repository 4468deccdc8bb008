#pragma once
// Split file: the rows of one split as JSON Lines, CSV or Parquet.

#include <functional>
#include <stop_token>
#include <string_view>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "search/split.h"

namespace vitrine::exporting {

enum class TextFormat { kJsonLines, kCsv };

/// Takes a piece of the output; an error ends the export.
using TextSink = std::function<Status(std::string_view)>;

/// Errors: cancelled; the sink's; those of reading the split.
Status write_rows(const search::Split& split, TextFormat format, const TextSink& sink,
                  ProgressSink* progress, const std::stop_token& stop);

/// One Parquet file at `path`, where nothing may be. A split of one file is copied as it is,
/// several are written anew as one. Errors: cancelled, io.
Status write_parquet(const search::Split& split, const fs::path& path, ProgressSink* progress,
                     const std::stop_token& stop);

}  // namespace vitrine::exporting
