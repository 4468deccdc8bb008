#pragma once
// Engine setting: whether the rows of a library are in an engine, and where that is.
//
//   HOME/engine.json     {"version":1,"nodes":"https://search1:9200,...","library":"<16 hex
//   digits>"}
//
// Who asks the engine is not in it: that is in the environment of whoever runs Vitrine.

#include <optional>
#include <string>

#include "base/result.h"
#include "base/storage.h"

namespace vitrine::store {

inline constexpr std::string_view kEngineSettingFile = "engine.json";

struct EngineSetting {
  std::string nodes;    ///< As parse_engine_address() of cluster/ reads them.
  std::string library;  ///< What tells this library's indexes from those of others.

  bool operator==(const EngineSetting&) const = default;
};

/// Nothing where the library has no engine. Errors: corrupt; unsupported; io.
Result<std::optional<EngineSetting>> read_engine_setting(Storage& storage, const fs::path& home);
/// Keeps the nodes, and the name of the library, which is made the first time. Errors: those of
/// read_engine_setting(); io, too_large (a full disk).
Result<EngineSetting> keep_engine_setting(Storage& storage, const fs::path& home,
                                          const std::string& nodes);

}  // namespace vitrine::store
