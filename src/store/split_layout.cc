#include "store/split_layout.h"

#include "store/artefacts.h"

namespace vitrine {

std::string vector_file_name(std::size_t column) {
  return artefact_filename(Artefact::kVectors, column);
}

std::string vector_index_file_name(std::size_t column) {
  return artefact_filename(Artefact::kVectorIndex, column);
}

SplitLayout::SplitLayout(const Features& features) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    (features[i].type.is_vector() ? vector_columns : row_columns).push_back(i);
    if (features[i].type.contains_text()) text_columns.push_back(i);
  }
}

}  // namespace vitrine
