#include "transformer/model_files.h"

namespace vitrine::transformer {

Result<std::optional<std::string>> read_model_file(const fs::path& folder, std::string_view name) {
  Result<std::string> text = read_file(folder / name, kMaxModelJsonBytes);
  if (text) return std::optional(*std::move(text));
  if (text.error().code() == ErrorCode::kNotFound) return std::optional<std::string>();
  return std::move(text).error();
}

}  // namespace vitrine::transformer
