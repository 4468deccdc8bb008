#pragma once
// Column references: the names that people write, resolved against a split's columns, and the
// literals that are compared with them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "base/result.h"
#include "schema/features.h"

namespace vitrine::ask {

struct ColumnReference {
  Expression value;
  schema::Feature type;  ///< Of the value.
  std::string name;      ///< For messages.
};

enum class JsonMembers { kAreColumns, kAreNone };

/// `parts` are the names between dots, unquoted: a column, a struct's field, `length` of a text or
/// list, or a member of a Json column if those are columns. A whole dotted name goes first: "a.b"
/// may be a column. A name that differs in case only will do if there is just one, as for DuckDB.
/// Errors: invalid_argument with the nearest column's name.
Result<ColumnReference> resolve_column(const std::vector<std::string>& parts,
                                       const schema::Features& features, JsonMembers members);

/// A label as the code of its class, of `type`, a ClassLabel. Errors: invalid_argument that lists
/// the first labels; `name` is who has them.
Result<Constant> label_code(const schema::Feature& type, std::string_view name,
                            std::string_view label);

}  // namespace vitrine::ask
