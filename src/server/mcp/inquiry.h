#pragma once
// Inquiry: what one message of an agent may ask the service, until the agent is gone.

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "server/service.h"

namespace vitrine::mcp {

using Parameters = std::vector<std::pair<std::string, std::string>>;

class Inquiry {
 public:
  Inquiry(const Service& service, std::stop_token stop)
      : service_(service), stop_(std::move(stop)) {}

  /// As Service::get(); also cancelled, once nobody waits.
  Result<std::string> get(std::vector<std::string> segments, const Parameters& parameters) const {
    return service_.get(std::move(segments), parameters, stop_);
  }

 private:
  const Service& service_;
  std::stop_token stop_;
};

}  // namespace vitrine::mcp
