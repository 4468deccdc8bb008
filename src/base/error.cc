#include "base/error.h"

#include <array>
#include <cerrno>
#include <system_error>

namespace vitrine {

std::string_view error_code_name(ErrorCode code) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "invalid_argument", "not_found", "exists",      "corrupt", "unsupported",
      "too_large",        "cancelled", "unavailable", "io",      "internal"};
  return kNames.at(static_cast<std::size_t>(code));
}

Error Error::in(std::string_view context) && {
  std::string message(context);
  message += ": ";
  message += message_;
  return {code_, std::move(message)};
}

Error invalid_argument(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}
Error not_found(std::string message) {
  return {ErrorCode::kNotFound, std::move(message)};
}
Error already_exists(std::string message) {
  return {ErrorCode::kExists, std::move(message)};
}
Error corrupt(std::string message) {
  return {ErrorCode::kCorrupt, std::move(message)};
}
Error unsupported(std::string message) {
  return {ErrorCode::kUnsupported, std::move(message)};
}
Error too_large(std::string message) {
  return {ErrorCode::kTooLarge, std::move(message)};
}
Error cancelled(std::string message) {
  return {ErrorCode::kCancelled, std::move(message)};
}
Error unavailable(std::string message) {
  return {ErrorCode::kUnavailable, std::move(message)};
}
Error io_error(std::string message) {
  return {ErrorCode::kIo, std::move(message)};
}
Error internal_error(std::string message) {
  return {ErrorCode::kInternal, std::move(message)};
}

Error out_of_memory() {
  return too_large(
      "the process may have no more memory: raise its limit (`ulimit -v`, the container's), or let "
      "it do less at once");
}

Error errno_error(std::string_view what, int error_number) {
  std::string message(what);
  message += ": ";
  message += std::generic_category().message(error_number);
  return {error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo, std::move(message)};
}

}  // namespace vitrine
