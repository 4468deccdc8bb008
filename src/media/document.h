#pragma once
// Documents: the first page of a PDF as a picture, drawn by pdftoppm of poppler, which is looked
// for where programs are and need not be there.
//
// Whoever draws a PDF runs much code over a stranger's bytes, so that is done in a process of its
// own: it gets the document as its input and gives the picture as its output, can open no file but
// programs, libraries and fonts (base/landlock.h), no connection and no file for writing, has
// limits for its memory and time, and is killed with all that it started when these are over.
//
// Cost: 30 to 100 ms to start, most of it for fonts; the rest is the page's.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::media {

struct DrawingLimits {
  std::chrono::milliseconds time{10'000};
  std::uint64_t processor_seconds = 5;
  std::uint64_t memory_bytes = std::uint64_t{1} << 30U;
  std::uint64_t document_bytes = std::uint64_t{64} << 20U;
  std::uint64_t picture_bytes = std::uint64_t{32} << 20U;
};

/// pdftoppm, if one is among the folders of PATH. Looked for once.
const std::optional<fs::path>& document_drawer();

/// unsupported: says what is missing to draw documents.
Error no_drawer();

/// The page as a PNG whose longest side has `side` pixels. Errors: corrupt for a document that is
/// damaged or has a password; too_large over the limits; io.
Result<std::string> draw_document(std::string_view pdf, std::uint32_t side, const fs::path& drawer,
                                  const DrawingLimits& limits = {});

}  // namespace vitrine::media
