#pragma once
// Engine address: where the nodes of an OpenSearch cluster are, and who asks.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::cluster {

inline constexpr const char* kEngineUserVariable = "VITRINE_ENGINE_USER";
inline constexpr const char* kEnginePasswordVariable = "VITRINE_ENGINE_PASSWORD";
inline constexpr const char* kEngineTokenVariable = "VITRINE_ENGINE_TOKEN";

struct EngineAddress {
  std::vector<std::string> nodes;  ///< "https://host:9200", each without a slash at its end.
  std::string login = {};          ///< "user:password"; empty: none.
  std::string token = {};          ///< Empty: none.

  /// The nodes with commas between them, as parse_engine_address() reads them.
  std::string text() const;
};

/// One or more addresses with commas between them; who asks is in the environment, as addresses
/// are logged. Errors: invalid_argument with what is wrong, and where a user or password stands in
/// an address.
Result<EngineAddress> parse_engine_address(std::string_view nodes);

}  // namespace vitrine::cluster
