#include "http/target.h"

#include <charconv>

#include "base/utf8.h"

namespace vitrine::http {
namespace {

Result<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    auto segment = percent_decode(path.substr(0, slash), false);
    if (!segment) return std::move(segment).error();
    if (*segment == "." || *segment == "..") {
      return invalid_argument("the path has a '" + *segment + "' segment");
    }
    segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return segments;
}

Result<Parameters> parse_query(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    if (!name) return std::move(name).error().in("query");
    auto value = percent_decode(
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!value) return std::move(value).error().in("parameter '" + *name + "'");
    parameters.add(std::move(*name), std::move(*value));
  }
  return parameters;
}

// "http://host:port/x" -> "/x"; proxies send this form.
std::string_view without_authority(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!target.starts_with(kScheme)) return target;
  const std::size_t path = target.find_first_of("/?", kScheme.size());
  if (path == std::string_view::npos || target[path] == '?') return "/";
  return target.substr(path);
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      unsigned value = 0;
      const char* first = text.data() + i + 1;
      const auto parsed = i + 2 < text.size() ? std::from_chars(first, first + 2, value, 16)
                                              : std::from_chars_result{first, std::errc{}};
      if (parsed.ptr != first + 2) {
        return invalid_argument(
            "a percent sign must be followed by two hexadecimal digits (write %25 for '%')");
      }
      c = static_cast<char>(static_cast<unsigned char>(value));
      i += 2;
    }
    if (c == '\0') return invalid_argument("NUL is not allowed in an address");
    out += c;
  }
  if (!is_valid_utf8(out)) return invalid_argument("the address is not valid UTF-8");
  return out;
}

Result<Target> parse_target(std::string_view target) {
  target = without_authority(target);
  if (!target.starts_with('/')) return invalid_argument("the address must start with '/'");
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  auto segments = parse_path(target.substr(0, mark));
  if (!segments) return std::move(segments).error();
  auto query =
      parse_query(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
  if (!query) return std::move(query).error();
  return Target{std::move(*segments), std::move(*query)};
}

}  // namespace vitrine::http
