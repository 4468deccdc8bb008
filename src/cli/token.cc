// `vitrine token`: the tokens of a library's server: the owner's, and the lines of the token file.
#include "access/token.h"
#include "access/owner_token.h"
#include "access/token_file.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace vitrine::cli {
namespace {

using access::TokenEntry;

fs::path token_file(const Session& session) {
  const std::string& given = session.arguments().token_file;
  return given.empty() ? access::default_token_file(session.library().home()) : fs::path(given);
}

Status print_owner(const Session& session) {
  const Result<std::string> token = access::owner_token(session.library().home());
  if (!token) return token.error();
  return print(*token + "\n");
}

Status list_tokens(const Session& session) {
  const auto entries = access::read_token_file(token_file(session));
  if (!entries) return entries.error();
  std::string text;
  for (const TokenEntry& entry : *entries) {
    text += entry.name + "  " + std::string(access::role_name(entry.role));
    if (entry.hash.empty()) text += "  (named by a proxy)";
    for (const std::string& pattern : entry.datasets) text += "  " + pattern;
    text += "\n";
  }
  return print(text);
}

/// What the file holds now, or nothing yet; what it holds must be right.
Result<std::string> current_text(const fs::path& path) {
  if (const auto entries = access::read_token_file(path); !entries) return entries.error();
  Result<std::string> text = read_file(path);
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::string();
  return text;
}

Status add_token(const Session& session) {
  const Arguments& arguments = session.arguments();
  if (!access::is_token_name(arguments.name))
    return invalid_argument("the name \"" + arguments.name +
                            "\" is not of 1 to 64 letters, digits and . _ @ + -");
  const fs::path path = token_file(session);
  const Result<FileLock> lock = FileLock::acquire(path.string() + ".lock");
  if (!lock) return lock.error();
  Result<std::string> text = current_text(path);
  if (!text) return text.error();
  const std::string token = arguments.named_by_proxy ? "" : access::new_token();
  const TokenEntry entry{arguments.name,
                         access::parse_role(arguments.role).value_or(access::Role::kReader),
                         token.empty() ? "" : access::token_hash(token), arguments.datasets};
  if (!text->empty() && !text->ends_with('\n')) *text += '\n';
  *text += access::token_line(entry);
  // Read as the server will read it, so that nothing is written which it would refuse.
  if (const auto read = access::parse_token_file(*text); !read) return read.error();
  if (Status written = write_file_atomic(path, *text); !written) return written;
  if (token.empty()) return {};
  note("This is the only time that the token of " + entry.name + " is shown:");
  return print(token + "\n");
}

Status revoke_token(const Session& session) {
  const fs::path path = token_file(session);
  const Result<FileLock> lock = FileLock::acquire(path.string() + ".lock");
  if (!lock) return lock.error();
  const Result<std::string> text = current_text(path);
  if (!text) return text.error();
  const auto kept = access::without_token(*text, session.arguments().name);
  if (!kept) return not_found("there is no token of the name " + session.arguments().name);
  return write_file_atomic(path, *kept);
}

}  // namespace

Status run_token(Session& session) {
  const Arguments& arguments = session.arguments();
  if (arguments.action == "owner") return print_owner(session);
  if (arguments.action == "list") return list_tokens(session);
  if (arguments.name.empty())
    return invalid_argument("say whose token: vitrine token " + arguments.action + " NAME");
  return arguments.action == "add" ? add_token(session) : revoke_token(session);
}

}  // namespace vitrine::cli
