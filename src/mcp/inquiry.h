#pragma once
// Inquiry: what one message of an agent may ask of the API, until the agent is gone.

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vitrine::mcp {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// GET of an address of the API with these parameters: its body, or its error answer as an Error.
using Ask = std::function<Result<std::string>(std::vector<std::string> segments,
                                              const Parameters& parameters, std::stop_token stop)>;

class Inquiry {
 public:
  Inquiry(const Ask& ask, std::stop_token stop) : ask_(ask), stop_(std::move(stop)) {}

  /// Also cancelled, once nobody waits.
  Result<std::string> get(std::vector<std::string> segments, const Parameters& parameters) const {
    return ask_(std::move(segments), parameters, stop_);
  }

 private:
  const Ask& ask_;
  std::stop_token stop_;
};

}  // namespace vitrine::mcp
