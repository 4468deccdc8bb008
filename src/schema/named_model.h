#pragma once
// A model that somebody says made a column of vectors.

#include <string>
#include <string_view>

namespace vitrine::schema {

/// The key of a field's metadata, in an Arrow schema, whose value names the model.
inline constexpr std::string_view kModelOfField = "embedding_model";

struct NamedModel {
  std::string column;
  std::string model;  ///< As written: what the Hub calls it, as a rule.
  bool operator==(const NamedModel&) const = default;
};

}  // namespace vitrine::schema
