#include "base/sealed_json.h"

#include <cassert>

#include "base/hash.h"
#include "base/json_parse.h"

namespace vitrine {
namespace {

constexpr std::string_view kOpening = "{\"xxh3\":\"";
constexpr std::string_view kClosing = "\",";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kSealBytes = kOpening.size() + kDigits + kClosing.size();

}  // namespace

std::string seal_json(std::string_view object) {
  assert(object.size() > 2 && object.front() == '{');
  const std::string_view body = object.substr(1);
  return std::string(kOpening) + hex64(checksum64(body)) + std::string(kClosing) +
         std::string(body);
}

Result<std::string> unseal_json(std::string_view text, const SealedVersions& versions) {
  const bool sealed = text.size() > kSealBytes && text.starts_with(kOpening);
  if (sealed) {
    const std::string_view body = text.substr(kSealBytes);
    if (text.substr(kOpening.size(), kDigits) != hex64(checksum64(body)) ||
        text.substr(kOpening.size() + kDigits, kClosing.size()) != kClosing) {
      return corrupt("its checksum does not match");
    }
    text = body;
  }
  std::string object = sealed ? "{" + std::string(text) : std::string(text);
  const Result<boost::json::value> root = parse_json(object);
  if (!root) return corrupt(root.error().message());
  const auto found = int_member(*root, versions.member);
  if (!found) return corrupt("it has no version");
  if (*found > versions.today) return unsupported("it is of a newer version of Vitrine");
  if (*found >= versions.first_sealed && !sealed) return corrupt("its checksum is missing");
  return object;
}

}  // namespace vitrine
