#pragma once
// Refusals: what is said of a condition or an order that the engine cannot evaluate.

#include <string>

#include "base/result.h"

namespace vitrine::cluster {

/// Errors: unsupported, always. `what`: "a comparison of two columns".
inline Error beyond_engine(const std::string& what) {
  return unsupported("the engine that holds this dataset's rows cannot evaluate " + what +
                     "; the SQL tab can");
}

}  // namespace vitrine::cluster
