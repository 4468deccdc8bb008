#pragma once
// The token file: who may what, a line each.
//
//   # name     role     token             datasets
//   ana        curator  sha256:9f86d0...  team/*  local/papers
//   ci         reader   sha256:60303a...
//   gateway    proxy    sha256:fd61a0...
//   bo@lab.org admin    -
//   *          reader   -                 public/*
//
// A name without a token ("-") is of a user whom an authenticating proxy names; "*" is any such
// user who has no line. Without patterns a line is about all datasets.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::access {

enum class Role {
  kReader,   ///< Reads.
  kCurator,  ///< Also changes the library and keeps notes.
  kAdmin,    ///< Also names files of the server's machine.
  kProxy,    ///< Says which user asks; may nothing by itself.
};

std::optional<Role> parse_role(std::string_view name);
std::string_view role_name(Role role);

struct TokenEntry {
  std::string name;
  Role role = Role::kReader;
  std::string hash;  ///< token_hash(); empty: of a user whom a proxy names.
  std::vector<std::string> datasets;
};

/// Errors: invalid_argument with the number of the line.
Result<std::vector<TokenEntry>> parse_token_file(std::string_view text);
/// A line with its end.
std::string token_line(const TokenEntry& entry);
/// The text without the line of `name`; nothing if there is none.
std::optional<std::string> without_token(std::string_view text, std::string_view name);

/// No file: no entries. Errors: as parse_token_file(), with the file's name; io; invalid_argument
/// where other accounts may write it.
Result<std::vector<TokenEntry>> read_token_file(const fs::path& path);

/// HOME/tokens
fs::path default_token_file(const fs::path& home);

/// Whether `name` may stand in a file: 1 to 64 letters, digits and ". _ @ + -", or "*".
bool is_token_name(std::string_view name);

}  // namespace vitrine::access
