#pragma once
// Columns as fields of the engine's index: what conditions, orders and facets read of a row there.
//
// A document has of the column at position i:
//   c{i}   its value, or the members of its list: value codes (value_codes.h) in a field of type
//          long, texts in one of type keyword. Json, structs, bytes, lists of lists and decimals of
//          more than 18 digits have none.
//   l{i}   long: the characters of a text, the items of a list.
//   k{i}   keyword: the keywords of a text that lists them ("a, b; c").
//   has    keyword: the positions of all columns that are not null in this row.
//   cut    keyword: the positions of the columns whose text was cut in this row.
//
// A text of more than 8,000 bytes, which is more than the engine's terms have room for, stands as
// its first 8,000 bytes, on a whole character, with U+10FFFF and its SHA-256 behind: two texts are
// equal exactly where their fields are. What that costs: texts that share their first 8,000 bytes
// are sorted by their digests, and patterns are refused on a column that holds such a text
// (read_cut_columns()).
//
// docs/formats/engine-index.md has the whole document.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "cluster/not_finite.h"
#include "cluster/value_codes.h"
#include "schema/features.h"

namespace vitrine::cluster {

inline constexpr std::string_view kHasField = "has";
inline constexpr std::string_view kCutField = "cut";

std::string value_field(std::size_t column);    ///< "c3"
std::string length_field(std::size_t column);   ///< "l3"
std::string keyword_field(std::size_t column);  ///< "k3"

/// What c{i} holds of a column: of a list, its members.
FieldForm column_form(const schema::Feature& type);

/// A text as its keyword field has it.
std::string field_text(std::string_view text);
/// Whether a text of a keyword field stands for a longer one.
bool is_cut_text(std::string_view text);

class ColumnFields {
 public:
  explicit ColumnFields(const schema::Features& features);

  /// Writes the members of an index's `properties`.
  void append_properties(JsonWriter& json) const;

  /// Writes a row's members into its document. `cells`: one JSON value a column, as
  /// Split::visit_cells() gives them; of a vector it matters only whether it is null. `not_finite`:
  /// those of this row, by column. Errors: internal: a cell that its column's type does not have.
  Status append(JsonWriter& json, std::span<const std::string_view> cells,
                std::span<const NotFinite> not_finite) const;

 private:
  struct Column {
    schema::Feature type;
    FieldForm form = FieldForm::kNone;
    bool has_length = false;
    bool has_keywords = false;
  };
  struct Row;
  Status append_scalar(Row& row, std::size_t column, std::string_view cell) const;
  Status append_list(Row& row, std::size_t column, std::string_view cell) const;

  std::vector<Column> columns_;
};

/// The _search body that asks an index which columns hold a text that was cut, and what its answer
/// says: ascending positions. Errors: internal for another answer.
std::string cut_columns_body();
Result<std::vector<std::size_t>> read_cut_columns(std::string_view answer);

}  // namespace vitrine::cluster
