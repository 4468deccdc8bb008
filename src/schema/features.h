#pragma once
// Features: the types of a split's columns, in the vocabulary of the Hugging Face Hub.
//
// A Feature is a small tree. Its JSON form is the Hub's (defaults left out):
//   {"dtype":"string","_type":"Value"}             a scalar; dtype is an Arrow-like name
//   {"names":["a","b"],"_type":"ClassLabel"}       int64 codes into `names`; -1 is "no label"
//   {"feature":T,"length":768,"_type":"List"}      a list, of fixed length where `length` is there;
//                                                  "vector":true, ours, where a short one is
//                                                  declared; "measured":true, ours, where the
//                                                  length is the rows' and no file or card says it
//   {"title":T,...}                                a struct, field order kept
//   {"_type":"Json"}                               any JSON value, stored as text
//   {"_type":"Image"}, ...                         kept as written; we store and show it untouched
// Read, but never written except where asked: the old one-element array `[T]` and `Sequence`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::schema {

struct FeatureField;

/// Lists of fewer numbers are lists: coordinates, boxes, probabilities.
inline constexpr std::uint32_t kLeastVectorLength = 16;

struct Feature {
  enum class Kind { kValue, kClassLabel, kList, kStruct, kJson, kOther };

  Kind kind = Kind::kValue;
  std::string dtype;                    ///< kValue: "string", "int64", "timestamp[us]", ...
  std::vector<std::string> names;       ///< kClassLabel: label of code i.
  std::vector<FeatureField> children;   ///< kList: one, unnamed; kStruct: the fields in order.
  std::optional<std::uint32_t> length;  ///< kList of fixed length.
  bool measured_length = false;         ///< kList: `length` was found in the rows, not declared.
  bool large = false;                   ///< kList with 64-bit offsets ("LargeList").
  bool declared_vector = false;         ///< kList that is a vector at any length of two or more.
  std::string other_json;               ///< kOther: the JSON as it came.

  static Feature value(std::string dtype);
  static Feature class_label(std::vector<std::string> names);
  static Feature list(Feature item, std::optional<std::uint32_t> length = std::nullopt);
  static Feature structure(std::vector<FeatureField> fields);
  static Feature json();

  /// Requires: kind == kList.
  const Feature& item() const;
  /// The length that a file, a card or the user gives, which is what readers are told.
  std::optional<std::uint32_t> declared_length() const;

  bool is_value(std::string_view name) const { return kind == Kind::kValue && dtype == name; }
  bool is_integer() const;
  bool is_float() const;
  /// A string of any width: "string", "large_string", "string_view".
  bool is_text() const;
  /// Holds strings at some depth (strings and Json: what /search covers).
  bool contains_text() const;
  /// A list of float32 or float64 whose fixed length is kLeastVectorLength or more, or that is
  /// declared to be one: an embedding.
  bool is_vector() const;

  bool operator==(const Feature&) const;
};

struct FeatureField {
  std::string name;
  Feature type;
  bool operator==(const FeatureField&) const = default;
};

/// A split's columns, in order; names are unique.
using Features = std::vector<FeatureField>;

/// How lists are written: one of no declared length as {"feature":T,"_type":"List"} or as the old
/// [T] (of /info and /parquet); in the library's own files with every length, "measured":true and
/// "vector":true, which the Hub's clients would refuse.
enum class ListForm { kObject, kArray, kStored };

/// Appends the Hub's JSON form of one feature.
void append_feature_json(std::string& out, const Feature& feature,
                         ListForm form = ListForm::kObject);
/// {"name": T, ...} in column order.
std::string features_json(const Features& features, ListForm form = ListForm::kObject);

/// Reads the Hub's JSON form. Errors: invalid_argument naming the place.
Result<Feature> parse_feature(std::string_view json);
/// Reads {"name": T, ...}. Errors: as parse_feature; also duplicate names.
Result<Features> parse_features(std::string_view json);

/// The type as one short phrase for people: "string", "list of string", "vector of 768 float32",
/// "class (3)", "struct (2)".
std::string feature_label(const Feature& feature);

/// Whether a column's name says that it holds vectors: its last word is "embedding", "vector" (or
/// the plural of one) or "emb".
bool names_vector(std::string_view name);

/// Position of the column, if there is one of that name.
std::optional<std::size_t> find_column(const Features& features, std::string_view name);

}  // namespace vitrine::schema
