#pragma once
// Card writer: a dataset's README.md for a folder of Parquet files, made of the card that the
// dataset came with and of what the files hold.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine::source {

/// A split's files, as the card shall name them.
struct CardFiles {
  std::string split;
  std::string pattern;  ///< A glob relative to the card's folder.
  std::uint64_t num_rows = 0;
  std::uint64_t num_bytes = 0;  ///< Of its values, uncompressed.
};

struct CardSubset {
  std::string config;
  std::vector<CardFiles> files;
  /// Where it is there, `dataset_info` tells these types and all sizes.
  std::optional<schema::Features> features = {};
  std::uint64_t num_bytes_files = 0;
};

/// The card's whole text. Everything of `original`, header and body, is kept as written but
/// `configs` and `dataset_info`, which are written anew; a header that cannot be kept so (one in
/// braces, say) is written anew from what was understood of it. Without an original: a header and
/// `title`. Requires: the default config first.
std::string write_card(const std::optional<std::string>& original, std::string_view title,
                       const std::vector<CardSubset>& subsets);

/// `- name: ...` for each column, as `dataset_info.features` has them, `indent` spaces in.
/// Source: Features._to_yaml_list of Hugging Face's datasets library, restated.
void append_card_features(std::string& out, const schema::Features& features, int indent);

}  // namespace vitrine::source
