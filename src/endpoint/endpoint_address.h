#pragma once
// EndpointAddress: which embeddings a person means by an address.

#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::endpoint {

struct EndpointAddress {
  std::string url;    ///< What is asked: ".../v1/embeddings".
  std::string model;  ///< What the endpoint calls its model; empty: it has one alone.
  std::string shown;  ///< As it was given, without a login: a TextModel's name.
};

/// `http://HOST/v1/embeddings#MODEL`: the OpenAI form's address, and behind "#" the model. An
/// address without a path means /v1/embeddings there. Errors: invalid_argument.
Result<EndpointAddress> parse_endpoint(std::string_view text);

/// Whether a model's name is an address, and not a folder or a model of the Hub.
bool is_endpoint(std::string_view model);

}  // namespace vitrine::endpoint
