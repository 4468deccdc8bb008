#pragma once
// What the Hub says of a dataset, read from the bytes of its answers.
//
// Nothing is believed before it has the shape it must have: file names that lead elsewhere, sizes
// below zero and malformed hashes are refused. `endpoint` is for the sentence of an error. Pure.
// Source: the Hub's API, /api/datasets/{id}/revision/{revision} and /tree/{revision}.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::source {

struct HubFile {
  std::string path;
  std::uint64_t size_bytes = 0;
  std::string blob_id;  ///< git's name: SHA-1, 40 digits.
  std::string sha256;   ///< Of a file in large-file storage, 64 digits; else empty.

  /// What the cache calls its content.
  const std::string& content_name() const { return sha256.empty() ? blob_id : sha256; }
};

struct HubCommit {
  std::string id;      ///< The name that the dataset has now; empty where the answer has none.
  std::string commit;  ///< 40 digits.
};

/// Errors: corrupt.
Result<HubCommit> read_hub_commit(std::string_view body, const std::string& endpoint);

/// One page of a listing.
struct HubListing {
  std::vector<HubFile> files;   ///< In its order.
  std::size_t num_entries = 0;  ///< Files and folders.
};

/// Errors: corrupt.
Result<HubListing> read_hub_listing(std::string_view body, const std::string& endpoint);

/// Where a Link header says that the list goes on; empty where it does not, or leads to an address
/// that does not begin with `base`: a token must not be led elsewhere.
std::string next_hub_page(std::string_view link, std::string_view base);

}  // namespace vitrine::source
