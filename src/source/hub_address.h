#pragma once
// HubAddress: hf://owner/name[@revision][/path], as huggingface_hub's file system writes it.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::source {

enum class HubKind { kDataset, kModel };

struct HubAddress {
  std::string owner;
  std::string name;
  std::string revision = "main";  ///< Decoded: "refs/convert/parquet".
  std::string path = {};          ///< A file, folder or glob; empty: the whole dataset.
  HubKind kind = HubKind::kDataset;

  std::string id() const { return owner + "/" + name; }
  /// "hf://owner/name", with what else was named; of a model "owner/name".
  std::string text() const;
  /// "datasets" or "models": in the Hub's API, and in names of its cache.
  std::string_view kind_name() const;
};

/// Also takes hf://datasets/owner/name, and @~parquet for @refs%2Fconvert%2Fparquet. Errors:
/// invalid_argument with how it is written; unsupported for models and spaces.
Result<HubAddress> parse_hub_address(std::string_view text);

/// owner/name[@revision] of a model; nothing if the text is none.
std::optional<HubAddress> parse_model_address(std::string_view text);

/// %20 as the blank that it means; what is no code stays as it is.
std::string percent_decode(std::string_view text);

/// `text` with all but letters, digits and -._~ as %XX; slashes stay where `keep_slashes`.
std::string percent_encode(std::string_view text, bool keep_slashes);

}  // namespace vitrine::source
