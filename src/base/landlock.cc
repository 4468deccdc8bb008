#include "base/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace vitrine {
namespace {

constexpr std::uint64_t kAllFileAccess =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t kInFolders =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

// glibc 2.36 has no wrappers for these.
Status allow(const FileDescriptor& rules, const fs::path& path, std::uint64_t access) {
  const FileDescriptor file = FileDescriptor::open(path, O_PATH);  // follows /proc/self/fd
  if (file.get() < 0) return errno_error(path.string(), errno);
  const landlock_path_beneath_attr rule = {access, file.get()};
  if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    return errno_error(path.string(), errno);
  return {};
}

}  // namespace

Result<FileDescriptor> landlock_rules(std::span<const fs::path> files,
                                      std::span<const fs::path> folders) {
  landlock_ruleset_attr attributes = {};
  attributes.handled_access_fs = kAllFileAccess;
  FileDescriptor rules(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
  if (rules.get() < 0) return rules;
  for (const fs::path& file : files) {
    if (Status allowed = allow(rules, file, LANDLOCK_ACCESS_FS_READ_FILE); !allowed)
      return std::move(allowed).error();
  }
  std::error_code ignored;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder, ignored)) continue;
    if (Status allowed = allow(rules, folder, kInFolders); !allowed)
      return std::move(allowed).error();
  }
  return rules;
}

int obey_landlock_rules(const FileDescriptor& rules) {
  if (rules.get() < 0) return 0;
  return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0 ? 0 : errno;
}

}  // namespace vitrine
