#pragma once
// Media folders: pictures, recordings, videos or documents, as the Hub's imagefolder and its like
// lay them out.
//
//   metadata.csv (.jsonl, .parquet) whose column file_name or file_names, or whose columns
//   *_file_name or *_file_names, name files beside or below it: its rows, the files in place of
//   their names; or no table at all: a row a file, with a label where the files lie in folders of
//   one depth.
//
// Splits are those of the metadata files, else those of folders called train, test, ... A
// .txt is a licence or notes and does not count as a table.

#include <optional>

#include "source/glob.h"
#include "source/source.h"
#include "source/split_names.h"
#include "source/unpack.h"

namespace vitrine::source {

/// The folder's one config; nothing for a folder that is laid out in another way. Of `reading`,
/// drop_labels and drop_metadata count. Where a split has several tables, each names files from its
/// own folder on, and keys begin at `folder`. Errors: those of inspect_split; io. Cost: one look at
/// the ends of each media file.
Result<std::optional<SourceConfig>> media_config(const fs::path& folder,
                                                 const FolderListing& listing,
                                                 const ReadOptions& reading,
                                                 const UnpackOptions& options);

/// The same of splits that a card declares: if all their files are media, or tables metadata.csv
/// beside media; else nothing. Of the config, splits, types and notices are filled in.
Result<std::optional<SourceConfig>> planned_media_config(const fs::path& folder,
                                                         const std::vector<NamedSplit>& splits,
                                                         const ReadOptions& reading,
                                                         const UnpackOptions& options);

/// The file that is called `key`, looked at. Errors: io.
Result<MediaFile> media_file(const fs::path& path, std::string key);

}  // namespace vitrine::source
