#pragma once
// Origin: the library that a copy follows, wherever it is.

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "replica/listing.h"

namespace vitrine::replica {

/// Used by one thread at a time.
class Origin {
 public:
  /// Takes bytes of a file as they come, and where they begin: an origin that cannot go on at an
  /// offset begins again at 0. An error ends the reading with it.
  using Sink = std::function<Status(std::uint64_t at, std::string_view bytes)>;

  struct List {
    LibraryListing listing;
    std::string tag;  ///< Of this list; the same for the same.
  };

  Origin() = default;
  Origin(const Origin&) = delete;
  Origin& operator=(const Origin&) = delete;
  virtual ~Origin() = default;

  /// As people are told of it: "http://host:7860", without what clients may not know.
  virtual std::string name() const = 0;

  /// Nothing if the list is still the one of that tag. Errors, here and below: unavailable where
  /// the origin is not reached, breaks off or says so; not_found for what it does not have any
  /// more; corrupt for what is no answer of an origin; unsupported by name for an origin of another
  /// version; invalid_argument for a token that is missing or not taken; cancelled; io.
  virtual Result<std::optional<List>> list(const std::string& known_tag, std::stop_token stop) = 0;
  /// The manifest of a snapshot, sealed, its origin without the path.
  virtual Result<std::string> manifest(const store::DatasetName& dataset,
                                       const std::string& snapshot, std::stop_token stop) = 0;
  /// All that was pushed to a dataset, but for pushed/refs.json.
  virtual Result<std::vector<ListedFile>> pushed_files(const store::DatasetName& dataset,
                                                       std::stop_token stop) = 0;
  /// The bytes of a file from `offset` on; `path` is relative to the dataset's folder.
  virtual Status read(const store::DatasetName& dataset, const std::string& path,
                      std::uint64_t offset, const Sink& sink, std::stop_token stop) = 0;
};

}  // namespace vitrine::replica
