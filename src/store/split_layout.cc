#include "store/split_layout.h"

#include <algorithm>

#include "schema/roles.h"

namespace vitrine::store {
namespace {

bool tells(schema::Role role) {
  return role == schema::Role::kTitle || role == schema::Role::kSummary ||
         role == schema::Role::kAbstract;
}

/// Whether a column of this role may tell what a row is about where nothing tells it for sure.
bool may_tell(schema::Role role) {
  switch (role) {
    case schema::Role::kNone:
    case schema::Role::kTitle:
    case schema::Role::kAbstract:
    case schema::Role::kSummary:
    case schema::Role::kKeywords:
      return true;
    case schema::Role::kId:
    case schema::Role::kAuthors:
    case schema::Role::kLink:
    case schema::Role::kArxivId:
    case schema::Role::kClass:
    case schema::Role::kVenue:
    case schema::Role::kYear:
    case schema::Role::kVector:
      return false;
  }
  return false;
}

std::vector<std::size_t> telling_columns(const std::vector<std::size_t>& texts,
                                         const std::vector<schema::Role>& roles) {
  const bool is_sure = std::ranges::any_of(texts, [&](std::size_t column) {
    return roles[column] == schema::Role::kSummary || roles[column] == schema::Role::kAbstract;
  });
  std::vector<std::size_t> columns;
  std::ranges::copy_if(texts, std::back_inserter(columns), [&](std::size_t column) {
    return is_sure ? tells(roles[column]) : may_tell(roles[column]);
  });
  return columns.empty() ? texts : columns;
}

}  // namespace

SplitLayout::SplitLayout(const schema::Features& features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    (features[i].type.is_vector() ? vector_columns : row_columns).push_back(i);
    if (features[i].type.contains_text()) text_columns.push_back(i);
  }
  meaning_columns = telling_columns(text_columns, schema::infer_roles(features));
}

}  // namespace vitrine::store
