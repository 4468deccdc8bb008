#include "schema/leaves.h"

namespace vitrine::schema {

std::size_t num_leaves(const Feature& type) {
  return type.children.empty() ? 1 : num_leaves(type.children);
}

std::size_t num_leaves(const Features& columns) {
  std::size_t leaves = 0;
  for (const FeatureField& column : columns) leaves += num_leaves(column.type);
  return leaves;
}

}  // namespace vitrine::schema
