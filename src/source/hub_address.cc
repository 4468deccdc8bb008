#include "source/hub_address.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace vitrine::source {
namespace {

constexpr std::string_view kScheme = "hf://";
constexpr std::string_view kParquetBranch = "refs/convert/parquet";

/// The Hub's own rule for names.
bool is_name(std::string_view text) {
  constexpr std::string_view kOther = "-_.";
  return !text.empty() && text.size() <= 96 && text.front() != '-' && text.front() != '.' &&
         std::ranges::all_of(text, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kOther.find(c) != std::string_view::npos;
         });
}

/// Takes the part in front of the next slash.
std::string take_part(std::string_view& rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string part(rest.substr(0, slash));
  rest.remove_prefix(std::min(slash + 1, rest.size()));
  return part;
}

bool stays_inside(std::string_view path) {
  while (!path.empty()) {
    const std::string part = take_part(path);
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

Error malformed(std::string_view text) {
  return invalid_argument(std::string(text) + ": write hf://owner/name[@revision][/path]");
}

}  // namespace

std::string HubAddress::text() const {
  std::string out = (kind == HubKind::kDataset ? std::string(kScheme) : "") + id();
  if (revision != "main") out += "@" + revision;
  if (!path.empty()) out += "/" + path;
  return out;
}

std::string_view HubAddress::kind_name() const {
  return kind == HubKind::kDataset ? "datasets" : "models";
}

std::optional<HubAddress> parse_model_address(std::string_view text) {
  HubAddress address;
  address.kind = HubKind::kModel;
  address.owner = take_part(text);
  const std::size_t at = std::min(text.find('@'), text.size());
  address.name = text.substr(0, at);
  if (at < text.size()) address.revision = text.substr(at + 1);
  const bool is_plain = std::ranges::none_of(
      address.revision, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  if (!is_name(address.owner) || !is_name(address.name) || !is_plain ||
      !stays_inside(address.revision) || address.revision.empty())
    return std::nullopt;
  return address;
}

Result<HubAddress> parse_hub_address(std::string_view text) {
  if (!text.starts_with(kScheme)) return malformed(text);
  std::string_view rest = text.substr(kScheme.size());
  while (rest.ends_with('/')) rest.remove_suffix(1);
  HubAddress address;
  address.owner = take_part(rest);
  if (address.owner == "datasets" && rest.find('/') != std::string_view::npos)
    address.owner = take_part(rest);
  if (address.owner == "spaces" || address.owner == "models")
    return unsupported(std::string(text) + " is no dataset; Vitrine opens datasets only");
  std::string name = take_part(rest);
  if (const std::size_t at = name.find('@'); at != std::string::npos) {
    address.revision = percent_decode(std::string_view(name).substr(at + 1));
    name.resize(at);
    // Branches with plain slashes are refs/{kind}/{name}.
    for (int i = 0; address.revision.starts_with("refs") && i < 2 && !rest.empty() &&
                    std::ranges::count(address.revision, '/') < 2;
         ++i)
      address.revision += "/" + percent_decode(take_part(rest));
    if (address.revision == "~parquet") address.revision = kParquetBranch;
  }
  address.name = std::move(name);
  address.path = rest;
  const bool is_plain = std::ranges::none_of(
      address.revision + address.path, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  if (!is_name(address.owner) || !is_name(address.name) || address.revision.empty() || !is_plain ||
      !stays_inside(address.path) || !stays_inside(address.revision))
    return malformed(text);
  return address;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 1] + 2, byte, 16).ptr == &text[i + 1] + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text, bool keep_slashes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || kPlain.find(c) != std::string_view::npos ||
                          (c == '/' && keep_slashes);
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    }
  }
  return out;
}

}  // namespace vitrine::source
