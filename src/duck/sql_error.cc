#include "duck/sql_error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/json_parse.h"

namespace vitrine::duck {
namespace {

using Rule = std::pair<std::string_view, ErrorCode>;

/// DuckDB's exception classes, as they open a message. What is not here is the query's fault.
constexpr std::array<Rule, 10> kClasses = {{
    {"IO Error", ErrorCode::kIo},
    {"HTTP Error", ErrorCode::kIo},
    {"Out of Memory Error", ErrorCode::kTooLarge},
    {"Object Size Error", ErrorCode::kTooLarge},
    {"INTERRUPT Error", ErrorCode::kCancelled},
    {"Not implemented Error", ErrorCode::kUnsupported},
    {"Missing Extension Error", ErrorCode::kUnsupported},
    {"TransactionContext Error", ErrorCode::kUnavailable},
    {"FATAL Error", ErrorCode::kInternal},
    {"INTERNAL Error", ErrorCode::kInternal},
}};

/// Phrases that tell more than the class does: DuckDB reports a damaged file as "Invalid Input".
constexpr std::array<Rule, 24> kPhrases = {{
    {"No files found", ErrorCode::kNotFound},
    {"No such file or directory", ErrorCode::kNotFound},
    {"Malformed JSON in file", ErrorCode::kCorrupt},
    {"malformed JSON in file", ErrorCode::kCorrupt},
    {"JSON transform error in file", ErrorCode::kCorrupt},
    {"maximum_object_size", ErrorCode::kTooLarge},
    {"Maximum line size", ErrorCode::kTooLarge},
    {"CSV Error on Line", ErrorCode::kCorrupt},
    {"Error when sniffing file", ErrorCode::kCorrupt},
    {"Invalid unicode", ErrorCode::kCorrupt},
    {"Invalid UTF-8", ErrorCode::kCorrupt},
    {"not utf-8 encoded", ErrorCode::kCorrupt},
    {"No magic bytes found", ErrorCode::kCorrupt},
    {"too small to be a Parquet file", ErrorCode::kCorrupt},
    {"Failed to read Parquet file", ErrorCode::kCorrupt},
    {"Footer length error", ErrorCode::kCorrupt},
    {"TProtocolException", ErrorCode::kCorrupt},
    {"Corrupt", ErrorCode::kCorrupt},
    {"corrupt", ErrorCode::kCorrupt},
    {"ZSTD Decompression", ErrorCode::kCorrupt},
    {"ZSTD Decompressor", ErrorCode::kCorrupt},
    {"GZIP", ErrorCode::kCorrupt},
    {"Failed to decode gzip stream", ErrorCode::kCorrupt},
    {"schema mismatch in glob", ErrorCode::kInvalidArgument},
}};

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

constexpr std::string_view kClassMark = "Error: ";

/// "Binder Error: " in front; words of letters and spaces up to "Error: ".
std::size_t class_length(std::string_view text) {
  const std::size_t at = first_line(text).find(kClassMark);
  if (at == std::string_view::npos || at > 30) return 0;
  const bool words = std::ranges::all_of(text.substr(0, at), [](char c) {
    return c == ' ' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return words ? at + kClassMark.size() : 0;
}

ErrorCode classify(std::string_view text) {
  for (const auto& [name, code] : kClasses) {
    // Out of memory and interrupts may be wrapped by whatever they struck.
    const bool anywhere = code == ErrorCode::kCancelled || code == ErrorCode::kTooLarge;
    if (text.starts_with(name) && anywhere) return code;
  }
  // Quotes the value that did not convert, which may hold any phrase; a file's is told as CSV
  // Error.
  if (text.starts_with("Conversion Error") && text.find("CSV Error on Line") == text.npos) {
    return ErrorCode::kInvalidArgument;
  }
  for (const auto& [phrase, code] : kPhrases) {
    if (text.find(phrase) != std::string_view::npos) return code;
  }
  for (const auto& [name, code] : kClasses) {
    if (text.starts_with(name)) return code;
  }
  return ErrorCode::kInvalidArgument;
}

/// The facts that DuckDB puts on lines below the first: the line that starts with one of these.
constexpr std::array<std::string_view, 5> kDetails = {
    "\nExpected Number of Columns: ", "\nCandidate bindings: ", "\nError when converting column ",
    "\nInvalid unicode ", "\nIt was not possible to "};

std::string_view detail(std::string_view text) {
  for (const std::string_view key : kDetails) {
    if (const std::size_t at = text.find(key); at != std::string_view::npos) {
      return first_line(text.substr(at + 1));
    }
  }
  return {};
}

/// How a connection with `errors_as_json` begins.
constexpr std::string_view kJsonStart = "{\"exception_type\"";

/// {"exception_type": "Binder", "exception_message": "...", "position": "7", ...}
Error json_error(std::string_view text) {
  const Result<boost::json::value> json = parse_json(text);
  if (!json) return internal_error("DuckDB failed without saying why");
  const auto type = string_member(*json, "exception_type").value_or("");
  const auto message = string_member(*json, "exception_message").value_or("");
  Error error = sql_error(std::string(type) + " Error: " + std::string(message));
  const auto position = string_member(*json, "position").value_or("");
  std::size_t at = 0;
  const auto [end, failure] =
      std::from_chars(position.data(), position.data() + position.size(), at);
  if (failure != std::errc() || position.empty()) return error;
  return {error.code(), error.message() + " (at character " + std::to_string(at + 1) + ")"};
}

/// In front of an Error of our own; behind it one letter, 'a' and up, for the code.
constexpr std::string_view kReaderMark = "vitrine_reader_";

std::optional<Error> reader_error(std::string_view body) {
  if (!body.starts_with(kReaderMark)) return std::nullopt;
  body.remove_prefix(kReaderMark.size());
  const int code = body.empty() ? -1 : body.front() - 'a';
  if (code < 0 || code > static_cast<int>(ErrorCode::kInternal)) return std::nullopt;
  return Error(static_cast<ErrorCode>(code), std::string(body.substr(1)));
}

constexpr std::string_view kOutOfMemory = "it takes more memory than the ";

/// "failed to allocate data of size 1.0 MiB (767.8 MiB/768.0 MiB used)": the limit is what helps.
std::string out_of_memory_text(std::string_view body) {
  const std::size_t used = body.find(" used)");
  if (used == std::string_view::npos) return std::string(first_line(body));
  const std::size_t slash = body.rfind('/', used);
  if (slash == std::string_view::npos) return std::string(first_line(body));
  return std::string(kOutOfMemory) + std::string(body.substr(slash + 1, used - slash - 1)) +
         " that it may";
}

}  // namespace

bool is_out_of_memory(const Error& error) {
  return error.code() == ErrorCode::kTooLarge &&
         error.message().find(kOutOfMemory) != std::string::npos;
}

std::string reader_error_text(const Error& error) {
  return std::string(kReaderMark) + static_cast<char>('a' + static_cast<int>(error.code())) +
         error.message();
}

Error sql_error(std::string_view text) {
  if (text.empty()) return internal_error("DuckDB failed without saying why");
  if (text.starts_with(kJsonStart)) return json_error(text);
  const ErrorCode code = classify(text);
  std::string_view body = text;
  while (const std::size_t length = class_length(body)) body.remove_prefix(length);
  if (std::optional<Error> own = reader_error(body)) return *std::move(own);
  if (text.find("bad allocation") != std::string_view::npos ||
      text.find("bad_alloc") != std::string_view::npos)
    return out_of_memory();
  if (text.starts_with("Out of Memory Error")) return {code, out_of_memory_text(body)};
  std::string message(first_line(body));
  if (const std::string_view more = detail(body); !more.empty()) {
    if (message.ends_with('!') || message.ends_with('.')) message.pop_back();
    message += "; ";
    message += more;
  }
  while (message.ends_with('!') || message.ends_with(' ') || message.ends_with('.')) {
    message.pop_back();
  }
  if (code == ErrorCode::kCancelled) message = "the query was stopped";
  return {code, std::move(message)};
}

}  // namespace vitrine::duck
