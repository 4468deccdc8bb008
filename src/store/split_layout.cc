#include "store/split_layout.h"

namespace vitrine {

SplitLayout::SplitLayout(const Features& features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    (features[i].type.is_vector() ? vector_columns : row_columns).push_back(i);
    if (features[i].type.contains_text()) text_columns.push_back(i);
  }
}

}  // namespace vitrine
