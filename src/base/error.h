#pragma once
// Error: what went wrong, as a value.
//
// Everything that input, files, queries, clients or limits can cause is returned, never thrown. The
// code says which kind of failure it is (one table in server/ maps it to an HTTP status); the
// message is one sentence for a person that says what, where and what to do. Callers on the way up
// add context in front: `return std::move(error).in("papers.jsonl")`.

#include <string>
#include <string_view>

namespace vitrine {

enum class ErrorCode {
  kInvalidArgument,  ///< The caller asked for something malformed.
  kNotFound,
  kExists,
  kCorrupt,      ///< Bytes that do not have the shape their format promises.
  kUnsupported,  ///< Well-formed, but nothing here can do it.
  kTooLarge,     ///< Over a stated limit.
  kCancelled,    ///< Stopped on request, or past a deadline.
  kUnavailable,  ///< Busy or locked now; trying again may work.
  kIo,
  kInternal,  ///< A defect of ours.
};

/// "invalid_argument", "not_found", ...: the stable name used in JSON answers.
std::string_view error_code_name(ErrorCode code);

class [[nodiscard]] Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  /// The same error with "context: " in front of its message.
  Error in(std::string_view context) &&;

 private:
  ErrorCode code_;
  std::string message_;
};

Error invalid_argument(std::string message);
Error not_found(std::string message);
Error already_exists(std::string message);
Error corrupt(std::string message);
Error unsupported(std::string message);
Error too_large(std::string message);
Error cancelled(std::string message);
Error unavailable(std::string message);
Error io_error(std::string message);
Error internal_error(std::string message);

/// too_large: an allocation failed, which no limit of ours foresaw.
Error out_of_memory();
/// An io error (not_found for ENOENT) whose message is `what` and the text of `error_number`.
Error errno_error(std::string_view what, int error_number);

}  // namespace vitrine
