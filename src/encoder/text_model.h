#pragma once
// TextModel: text to vectors by a model that somebody chose, wherever it runs: the seam between
// those that compute vectors (a transformer of our own, a server's endpoint) and those that need
// them (filling a column, putting a query among its vectors).
//
// The vectors of one name are comparable with each other and with nothing else. The name is what a
// column's metadata keeps (store/manifest.h: ColumnModel) and what a query's model is opened by.

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::encoder {

/// What a text is for: models that were trained with prompts put another one before each.
enum class TextRole : unsigned char { kQuery, kPassage };

/// Thread safe.
class TextModel {
 public:
  virtual ~TextModel() = default;

  /// As a person names it: "owner/name", a folder, an address.
  virtual const std::string& name() const = 0;
  /// Values of a vector; never 0.
  virtual std::size_t dimension() const = 0;
  /// Another one where the vectors may be others, though the name is the same; empty where nobody
  /// can tell.
  virtual std::string version() const { return {}; }

  /// Writes the vector of each text, one after the other. Texts are any bytes; what is longer than
  /// the model reads is cut. Requires: out.size() == texts.size() * dimension(). Errors: cancelled;
  /// unavailable, with what to do, where a server does not answer; corrupt for an answer that is
  /// none.
  virtual Status encode(std::span<const std::string_view> texts, TextRole role,
                        std::span<float> out, const std::stop_token& stop) const = 0;
};

}  // namespace vitrine::encoder
