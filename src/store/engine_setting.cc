#include "store/engine_setting.h"

#include <random>

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"

namespace vitrine::store {

namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 20U;

/// 64 random bits in hexadecimal digits.
std::string new_name() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string name;
  while (name.size() < 16) name += kDigits[random() % kDigits.size()];
  return name;
}

Result<EngineSetting> parse_setting(std::string_view sealed) {
  const Result<std::string> text =
      unseal_json(sealed, {.first_sealed = kVersion, .today = kVersion});
  if (!text) return text.error();
  const Result<boost::json::value> value = parse_json(*text);
  if (!value) return corrupt(value.error().message());
  EngineSetting setting{std::string(string_member(*value, "nodes").value_or("")),
                        std::string(string_member(*value, "library").value_or(""))};
  if (setting.nodes.empty() || setting.library.empty())
    return corrupt("it does not say where the engine is");
  return setting;
}

}  // namespace

Result<std::optional<EngineSetting>> read_engine_setting(Storage& storage, const fs::path& home) {
  const Result<std::string> text = storage.read(home / kEngineSettingFile, kMaxBytes);
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::optional<EngineSetting>();
  if (!text) return text.error();
  Result<EngineSetting> setting = parse_setting(*text);
  if (!setting)
    return std::move(setting).error().in("the library's " + std::string(kEngineSettingFile));
  return std::optional(*std::move(setting));
}

Result<EngineSetting> keep_engine_setting(Storage& storage, const fs::path& home,
                                          const std::string& nodes) {
  const Result<std::optional<EngineSetting>> known = read_engine_setting(storage, home);
  if (!known) return known.error();
  const EngineSetting setting{nodes, *known ? (*known)->library : new_name()};
  if (*known == setting) return setting;
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).member("nodes", setting.nodes);
  json.member("library", setting.library).end_object();
  if (Status kept = write_durably(storage, home / kEngineSettingFile, seal_json(out)); !kept)
    return std::move(kept).error();
  return setting;
}

}  // namespace vitrine::store
