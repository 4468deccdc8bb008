#pragma once
// Arrow IPC: files (.arrow, .feather of version 2) and streams, as rows.
//
// Reads every type but unions and structs without fields; dictionaries with their changes, buffers
// compressed by LZ4 or Zstandard, metadata of versions 4 and 5. As what they come: half floats as
// float32; UUIDs, intervals (ISO 8601) and decimals beyond 38 digits as text; maps as lists of key
// and value; durations as counts of their unit; moments with a zone as UTC, and without it where
// they have nanoseconds; times of day that have any as text.
//
// Nothing that the file states is believed: offsets, lengths and sizes are checked before they are
// used. Memory: one chunk of rows, the dictionaries, and of compressed files one record batch.
// Cost: opening reads the metadata of every message; times in nanoseconds are looked through once.
// Source: Apache Arrow, "Columnar format", "Serialization and interprocess communication".

#include "base/file.h"
#include "base/result.h"
#include "formats/row_file.h"

namespace vitrine::formats {

/// Errors: corrupt; unsupported by column and type; too_large; io.
Result<RowFile> open_arrow(const fs::path& path);

}  // namespace vitrine::formats
