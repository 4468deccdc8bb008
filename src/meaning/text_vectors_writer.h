#pragma once
// Writes a file of text vectors: of each row's text the vector, in four bits a dimension.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"

namespace vitrine::meaning {

/// Of a longer text only so much is read: what comes behind says little more of what it is about.
inline constexpr std::size_t kTextVectorBytes = 8000;

/// Fills in the texts of rows first, ..., first + texts.size() - 1, which are empty. Is called by
/// several threads at once.
using RowTexts = std::function<Status(std::uint64_t first, std::vector<std::string>& texts)>;

struct TextVectorsOptions {
  unsigned threads = 1;
  /// Asked now and then; once it is true, one thread more takes part. Empty: none does.
  std::function<bool()> has_free_core = {};
  ProgressSink* progress = nullptr;  ///< Stage "meaning".
  std::stop_token stop = {};
};

/// The bytes depend on the texts alone. Memory: a few thousand rows a thread. Errors: those of
/// `texts`; io; cancelled. Cost: about 0.3 us a token of each thread's core.
Status write_text_vectors(const fs::path& path, std::uint64_t num_rows, const RowTexts& texts,
                          const TextVectorsOptions& options);

}  // namespace vitrine::meaning
