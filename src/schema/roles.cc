#include "schema/roles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace vitrine::schema {
namespace {

/// Lower case with everything but letters and digits dropped: "TL;DR" and "tl_dr" are both "tldr".
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

bool holds_strings(const Feature& type) {
  return type.kind != Feature::Kind::kStruct && type.contains_text();
}
bool holds_numbers_or_strings(const Feature& type) {
  return type.is_integer() || type.is_text();
}
bool holds_classes(const Feature& type) {
  return type.kind == Feature::Kind::kClassLabel || type.is_text();
}
bool is_string(const Feature& type) {
  return type.is_text();
}
bool is_vector(const Feature& type) {
  return type.is_vector();
}

struct Rule {
  Role role = Role::kNone;
  bool (*fits)(const Feature&) = nullptr;
  std::array<std::string_view, 6> names;  ///< In order of preference; "" matches nothing.
};

constexpr std::array<Rule, 12> kRules = {{
    {Role::kId, holds_numbers_or_strings, {"paperid", "id", "docid", "uid", "uuid", "key"}},
    {Role::kTitle, is_string, {"title", "papertitle", "headline", "name", "", ""}},
    {Role::kAbstract, is_string, {"abstract", "text", "content", "body", "description", ""}},
    {Role::kSummary, is_string, {"tldr", "summary", "", "", "", ""}},
    {Role::kAuthors, holds_strings, {"authors", "author", "creators", "", "", ""}},
    {Role::kKeywords, holds_strings, {"keywords", "tags", "topics", "", "", ""}},
    {Role::kLink, is_string, {"paperurl", "url", "link", "openreviewurl", "href", ""}},
    {Role::kArxivId, is_string, {"arxivid", "arxiv", "", "", "", ""}},
    {Role::kClass, holds_classes, {"type", "label", "class", "category", "decision", ""}},
    {Role::kVenue, holds_classes, {"venue", "conference", "journal", "", "", ""}},
    {Role::kYear, holds_numbers_or_strings, {"year", "", "", "", "", ""}},
    {Role::kVector, is_vector, {"embedding", "embeddings", "vector", "", "", ""}},
}};

constexpr std::array<std::string_view, 13> kRoleNames = {
    "",     "id",       "title", "abstract", "summary", "authors", "keywords",
    "link", "arxiv_id", "class", "venue",    "year",    "vector"};

}  // namespace

std::string_view role_name(Role role) {
  return kRoleNames.at(static_cast<std::size_t>(role));
}

std::vector<Role> infer_roles(const Features& features) {
  std::vector<Role> roles(features.size(), Role::kNone);
  for (const Rule& rule : kRules) {
    const auto assign = [&](std::string_view wanted) {
      for (std::size_t i = 0; i < features.size(); ++i) {
        if (roles[i] == Role::kNone && rule.fits(features[i].type) &&
            plain_name(features[i].name) == wanted) {
          roles[i] = rule.role;
          return true;
        }
      }
      return false;
    };
    for (const std::string_view name : rule.names) {
      if (!name.empty() && assign(name)) break;
    }
  }
  // Any embedding will do when none has a telling name.
  if (std::ranges::find(roles, Role::kVector) == roles.end()) {
    const auto it =
        std::ranges::find_if(features, [](const FeatureField& f) { return f.type.is_vector(); });
    if (it != features.end())
      roles[static_cast<std::size_t>(it - features.begin())] = Role::kVector;
  }
  return roles;
}

}  // namespace vitrine::schema
