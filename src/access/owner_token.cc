#include "access/owner_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "access/token.h"

namespace vitrine::access {
namespace {

constexpr std::size_t kTokenSize = 47;

Result<std::string> read_token(const fs::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return errno_error("cannot read " + path.string(), errno);
  if ((facts.st_mode & 077U) != 0 || !S_ISREG(facts.st_mode))
    return invalid_argument("other accounts of this machine may read " + path.string() +
                            ": delete it, and the next server makes another one");
  Result<std::string> text = read_file(path, 4096);
  if (!text) return text;
  while (text->ends_with('\n')) text->pop_back();
  if (text->size() != kTokenSize)
    return invalid_argument(path.string() +
                            " holds no token: delete it, and the next server makes one");
  return text;
}

/// Under its name only once it is whole: link() refuses where another process was first.
Status make_token(const fs::path& path) {
  const fs::path draft = path.string() + ".new-" + std::to_string(::gettid());
  if (Status written = write_file_atomic(draft, new_token() + "\n"); !written) return written;
  const int error = ::link(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(draft.c_str());
  if (error != 0 && error != EEXIST) return errno_error("cannot make " + path.string(), error);
  return sync_directory(path.parent_path());
}

}  // namespace

fs::path owner_token_path(const fs::path& home) {
  return home / "owner-token";
}

Result<std::string> owner_token(const fs::path& home) {
  const fs::path path = owner_token_path(home);
  Result<std::string> token = read_token(path);
  if (token || token.error().code() != ErrorCode::kNotFound) return token;
  if (Status made = make_token(path); !made) return std::move(made).error();
  return read_token(path);
}

}  // namespace vitrine::access
