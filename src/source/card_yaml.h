#pragma once
// Pieces of a card's YAML header, read leniently where nothing depends on them and with the line
// where something does.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/features.h"

namespace YAML {
class Node;
}

namespace vitrine::source {

/// invalid_argument with "README.md line N: " in front, N being the node's line in the file.
Error card_error(const YAML::Node& node, std::string_view what);

/// "README.md line N", N being the node's line in the file.
std::string place_in_card(const YAML::Node& node);

/// A scalar's text; empty for anything else.
std::string scalar_text(const YAML::Node& node);

/// The texts of a scalar, or of the scalars of a list; empty for anything else.
std::vector<std::string> scalar_texts(const YAML::Node& node);

/// The columns of a list as `dataset_info.features` has it: fields with a name and one of dtype,
/// list, large_list, sequence, struct or class_label. A `sequence` of fields is a struct of lists,
/// as the Hub reads it. Types we know nothing of (array2_d, translation) are kept as written.
/// Errors: invalid_argument with the line; too_large above 20,000 types, aliases counted as often
/// as they are used. Throws YAML::Exception as the YAML library does.
/// Source: Features._from_yaml_list of Hugging Face's datasets library, restated.
Result<schema::Features> read_card_features(const YAML::Node& list);

}  // namespace vitrine::source
