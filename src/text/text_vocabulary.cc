#include "text/text_vocabulary.h"

#include <cmath>

namespace vitrine::text {

float TextVocabulary::unit() const {
  float unit = 1;
  for (const TextField& field : fields()) {
    while (field.weight * unit != std::floor(field.weight * unit) && unit < 16) unit *= 2;
  }
  return unit;
}

}  // namespace vitrine::text
