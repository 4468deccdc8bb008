#pragma once
// What a library tells those who copy it: its datasets, which snapshot is the current one of each,
// and the files beside the snapshots. JSON out, and JSON of a stranger in. Pure functions.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::replica {

/// Bumped when copies of older builds can no longer follow.
inline constexpr int kListingVersion = 1;

struct ListedFile {
  std::string path;  ///< Relative, with '/'.
  std::uint64_t size_bytes = 0;
  std::string hash;  ///< XXH3-128, 32 hexadecimal digits, or SHA-256, 64.

  bool operator==(const ListedFile&) const = default;
};

struct ListedDataset {
  store::DatasetName name;
  std::string snapshot = {};             ///< Its id; empty: nothing can be copied of it now.
  std::string manifest = {};             ///< XXH3-128 of the manifest as it is sent.
  std::string trouble = {};              ///< Why there is no snapshot; empty: there never was one.
  std::vector<ListedFile> derived = {};  ///< Made after the import, below the snapshot's folder.
  std::vector<ListedFile> side = {};  ///< What people wrote, and counts, in the dataset's folder.
  std::optional<ListedFile> pushed = {};  ///< What names all that was pushed: pushed/refs.json.

  bool operator==(const ListedDataset&) const = default;
};

struct LibraryListing {
  std::string version = {};  ///< Of the program, "0.1.0".
  int snapshot_format = 0;
  /// Who serves this: a number of each server, from here to the first of all, by which one finds
  /// out that it would be a copy of itself.
  std::vector<std::string> servers = {};
  /// Whether this is all; of a copy that is not whole yet nothing is listed.
  bool is_whole = true;
  std::vector<ListedDataset> datasets = {};  ///< Sorted by name.
};

/// Of a server that begins: 32 hexadecimal digits that no other has.
std::string new_server_number();

std::string listing_json(const LibraryListing& listing);
/// Errors: corrupt for what is no listing, or names what no library can have; unsupported, with
/// both versions, for one of another version or of snapshots that this build does not read.
Result<LibraryListing> parse_listing(std::string_view json);

std::string files_json(std::span<const ListedFile> files);
/// Errors: corrupt.
Result<std::vector<ListedFile>> parse_files(std::string_view json);

/// Whether `path` is relative and stays inside the folder that it is relative to.
bool is_inside(std::string_view path);
/// The same, below `folder` of that folder.
bool is_below(std::string_view path, std::string_view folder);
/// Whether it may be a file of a snapshot: inside its folder, and not the manifest itself.
bool is_snapshot_path(std::string_view path);
bool is_hash(std::string_view text);

}  // namespace vitrine::replica
