#include "store/split_layout.h"

#include <algorithm>

#include "schema/roles.h"

namespace vitrine {
namespace {

bool tells(Role role) {
  return role == Role::kTitle || role == Role::kSummary || role == Role::kAbstract;
}

/// Whether a column of this role may tell what a row is about where nothing tells it for sure.
bool may_tell(Role role) {
  switch (role) {
    case Role::kNone:
    case Role::kTitle:
    case Role::kAbstract:
    case Role::kSummary:
    case Role::kKeywords:
      return true;
    case Role::kId:
    case Role::kAuthors:
    case Role::kLink:
    case Role::kArxivId:
    case Role::kClass:
    case Role::kVenue:
    case Role::kYear:
    case Role::kVector:
      return false;
  }
  return false;
}

std::vector<std::size_t> telling_columns(const std::vector<std::size_t>& texts,
                                         const std::vector<Role>& roles) {
  const bool is_sure = std::ranges::any_of(texts, [&](std::size_t column) {
    return roles[column] == Role::kSummary || roles[column] == Role::kAbstract;
  });
  std::vector<std::size_t> columns;
  std::ranges::copy_if(texts, std::back_inserter(columns), [&](std::size_t column) {
    return is_sure ? tells(roles[column]) : may_tell(roles[column]);
  });
  return columns.empty() ? texts : columns;
}

}  // namespace

SplitLayout::SplitLayout(const Features& features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    (features[i].type.is_vector() ? vector_columns : row_columns).push_back(i);
    if (features[i].type.contains_text()) text_columns.push_back(i);
  }
  meaning_columns = telling_columns(text_columns, infer_roles(features));
}

}  // namespace vitrine
