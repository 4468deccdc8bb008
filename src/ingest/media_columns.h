#pragma once
// Media columns: names of pictures, recordings, videos and documents as what a page shows and the
// Hub's clients take: {"src": address, "type": content type, "path": as it was written}, with
// "problem" where a file of the config is empty, damaged or not there. What is empty or not there
// has no address. Of the Hub's type Image, Audio, Video or Pdf.

#include <vector>

#include "ingest/source_columns.h"

namespace vitrine::ingest {

/// Per split, the media files that its rows name, by key: what a snapshot must keep.
using NamedMedia = std::vector<std::vector<source::MediaFile>>;

/// Replaces the config's media columns, and columns *_file_name beside them. A config without
/// media is left as it is. Says what no row names. Errors: those of reading the column.
Result<NamedMedia> show_media(const SourceScan& scan, SourceColumns& source);

}  // namespace vitrine::ingest
