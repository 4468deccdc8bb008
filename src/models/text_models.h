#pragma once
// Models by their names, opened once: a column's queries and its filling ask here for the TextModel
// that its metadata names.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "encoder/text_model.h"

namespace vitrine::models {

/// The model of a folder or of the Hub's cache (model_cache.h). What one was opened before is given
/// again, by its name, until the process ends. Errors: those of find_model and
/// TransformerModel::open. Thread safe. Cost: 0.1 s for 22 million weights the first time.
Result<std::shared_ptr<const encoder::TextModel>> open_text_model(std::string_view name);

}  // namespace vitrine::models
