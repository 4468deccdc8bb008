#pragma once
// The bodies of the OpenAI /v1/embeddings form: a question, and the vectors of its answer.
//
// Source: OpenAI API reference, "Create embeddings", which TEI, Ollama, vLLM and llama.cpp follow.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::endpoint {

inline constexpr std::size_t kMaxEndpointDimension = 65'536;

/// `model` empty: none is named.
std::string endpoint_question(std::string_view model, std::span<const std::string_view> texts);

/// The vectors of `num_texts` texts in the order of the texts, all of one length, which is returned
/// with them. Errors: corrupt, one sentence without the endpoint's name: no JSON, a vector that is
/// missing, comes twice, has another length or a value that is no number.
struct EndpointVectors {
  std::size_t dimension = 0;
  std::vector<float> values;  ///< One vector after the other.

  /// Nothing but zeros.
  bool is_zero() const {
    return std::ranges::all_of(values, [](float value) { return value == 0; });
  }
};
Result<EndpointVectors> parse_endpoint_answer(std::string_view body, std::size_t num_texts);

/// What an error's body says of itself, shortened to what fits in a sentence; may be empty.
std::string endpoint_complaint(std::string_view body);

}  // namespace vitrine::endpoint
