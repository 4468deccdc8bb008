#pragma once
// WebDataset: tar files whose members that share a name up to its first dot are one row.
//
//   0001.jpg  0001.json  0001.txt  0001.cls     a row: __key__ "0001", and a column an ending
//
// Pictures and the like are shown as media; .json is a value, .txt a text, .cls an integer where
// all of the split's are. Other endings are left out. Rows stand in the order of their names.
// Source: github.com/webdataset/webdataset, the format; the Hub's loader of it.

#include <string>
#include <vector>

#include "source/glob.h"
#include "source/source.h"
#include "source/unpack.h"

namespace vitrine::source {

/// Whether some row has a media file and something beside it, and nothing is a table of its own.
bool is_webdataset(const FolderListing& members);

/// An unpacked tar file.
struct Shard {
  std::string name;  ///< Of the tar without its endings.
  std::shared_ptr<const ScratchFolder> scratch;
  FolderListing members;
};

/// One split of all shards. Errors: corrupt for a member that is no JSON or no UTF-8; too_large
/// above 16 MiB for one; io.
Result<SourceSplit> webdataset_split(const std::string& name, std::vector<Shard> shards,
                                     const UnpackOptions& options);

}  // namespace vitrine::source
