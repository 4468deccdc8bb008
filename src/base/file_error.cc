#include "base/file_error.h"

#include <cerrno>

namespace vitrine {

Error file_error(std::string_view verb, const std::filesystem::path& path, int error_number) {
  if (error_number == ENOSPC || error_number == EDQUOT) {
    return too_large("the disk is full: cannot " + std::string(verb) + " " +
                     path.filename().string() + "; make room and try again");
  }
  return errno_error("cannot " + std::string(verb) + " " + path.string(), error_number);
}

}  // namespace vitrine
