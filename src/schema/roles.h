#pragma once
// Roles: what a column means to a reader, guessed from its name and type. The page uses them to
// draw a paper as a paper; search uses them to weigh fields. A role is advice: nothing may fail
// because a guess is wrong, and at most one column has each role.

#include <string_view>
#include <vector>

#include "schema/features.h"

namespace vitrine::schema {

enum class Role {
  kNone,
  kId,
  kTitle,
  kAbstract,
  kSummary,  ///< TL;DR.
  kAuthors,
  kKeywords,
  kLink,
  kArxivId,
  kClass,  ///< A small set of kinds: "type", "label".
  kVenue,
  kYear,
  kVector,
};

/// "title", "abstract", ...; "" for kNone.
std::string_view role_name(Role role);

/// One role per column, in column order.
std::vector<Role> infer_roles(const Features& features);

}  // namespace vitrine::schema
