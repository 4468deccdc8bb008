#pragma once
// Croissant types: what a column is in Croissant, and the ids that its fields have.

#include <set>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "schema/features.h"

namespace vitrine::hub {

/// Gives out ids that are unique in a document.
class CroissantIds {
 public:
  /// `name` with all but letters, digits and -_. as "_", below `parent` if there is one, and with
  /// "_0", "_1", ... where that is taken.
  std::string make(std::string_view name, std::string_view parent = {});

 private:
  std::set<std::string, std::less<>> taken_;
};

/// Where a field's values are.
struct CroissantSource {
  std::string_view file_set;  ///< Its id.
  std::string_view column;    ///< Of the Parquet files.
  std::string path = {};      ///< JSONPath below the column, for parts of structs; may be empty.
};

/// Writes the members that say what a field holds: dataType, isArray with arrayShape, source; parts
/// of structs as subField. `id` is the field's own.
void write_croissant_type(JsonWriter& json, CroissantIds& ids, const std::string& id,
                          const schema::Feature& type, const CroissantSource& source);

}  // namespace vitrine::hub
