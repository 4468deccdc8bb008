#include "source/read_options.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace vitrine {
namespace {

using Values = std::vector<std::string>;

Error bad_value(std::string_view key, const Values& values, std::string_view wanted) {
  return invalid_argument(std::string(key) + ": \"" + (values.empty() ? "" : values.front()) +
                          "\" is no " + std::string(wanted));
}

/// \x01, \u0001 or \001, as programs write characters that nobody can type.
std::optional<char> escaped_character(std::string_view text) {
  const bool hex = text.starts_with("\\x") || text.starts_with("\\u");
  if (!hex && !(text.starts_with('\\') && text.size() == 4)) return std::nullopt;
  text.remove_prefix(hex ? 2 : 1);
  unsigned value = 0;
  const auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 8);
  if (code != std::errc() || end != text.data() + text.size() || value == 0 || value >= 0x80)
    return std::nullopt;
  return static_cast<char>(value);
}

/// One character, also written as \t, "tab", \x01 or a doubled backslash.
Status set_character(std::optional<char>& out, std::string_view key, const Values& values) {
  const std::string text = values.empty() ? "" : values.front();
  if (text == "\\t" || text == "tab" || text == "\t" || text == "\\\\t") {
    out = '\t';
  } else if (text == "\\\\") {
    out = '\\';
  } else if (const std::optional<char> escaped = escaped_character(text)) {
    out = escaped;
  } else if (text.size() == 1) {
    out = text.front();
  } else {
    return bad_value(key, values, "single character");
  }
  if (*out == '\n' || *out == '\r' || static_cast<unsigned char>(*out) >= 0x80)
    return bad_value(key, values, "character that can part fields");
  return {};
}

bool says_nothing(const Values& values) {
  return values.empty() || values.front().empty() || ascii_lower(values.front()) == "null" ||
         values.front() == "None" || values.front() == "~";
}

/// pandas: a line number, "infer", or null for no header.
Status set_header(ReadOptions& options, const Values& values) {
  const std::string text = values.empty() ? "" : ascii_lower(values.front());
  if (says_nothing(values) || text == "false") {
    options.header = false;
  } else if (text == "infer") {
    options.header.reset();
  } else if (text == "true") {
    options.header = true;
  } else {
    std::uint64_t line = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), line);
    if (code != std::errc() || end != text.data() + text.size())
      return bad_value("header", values, "line number");
    options.header = true;
    options.skip_lines += line;
  }
  return {};
}

Status set_skip(ReadOptions& options, std::string_view key, const Values& values) {
  if (says_nothing(values)) return {};
  const std::string& text = values.front();
  std::uint64_t lines = 0;
  if (values.size() > 1) {
    // pandas takes the numbers of lines, from 0.
    for (const std::string& number : values) {
      if (number != std::to_string(lines))
        return invalid_argument(std::string(key) +
                                ": lines are left out at the beginning alone: write how many");
      ++lines;
    }
    options.skip_lines += lines;
    return {};
  }
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), lines);
  if (code != std::errc() || end != text.data() + text.size())
    return bad_value(key, values, "number of lines");
  options.skip_lines += lines;
  return {};
}

/// csv.QUOTE_NONE is 3; the others differ in writing alone.
Status set_quoting(ReadOptions& options, const Values& values) {
  const std::string text = values.empty() ? "" : ascii_lower(values.front());
  if (text == "3" || text == "quote_none" || text == "csv.quote_none") options.quote = '\0';
  return {};
}

enum class Key { kDelimiter, kQuote, kEscape, kComment, kDecimal };

std::optional<char>& member(ReadOptions& options, Key key) {
  switch (key) {
    case Key::kDelimiter:
      return options.delimiter;
    case Key::kQuote:
      return options.quote;
    case Key::kEscape:
      return options.escape;
    case Key::kComment:
      return options.comment;
    case Key::kDecimal:
      break;
  }
  return options.decimal;
}

std::optional<Key> character_key(std::string_view key) {
  if (key == "sep" || key == "delimiter") return Key::kDelimiter;
  if (key == "quotechar") return Key::kQuote;
  if (key == "escapechar") return Key::kEscape;
  if (key == "comment") return Key::kComment;
  if (key == "decimal") return Key::kDecimal;
  return std::nullopt;
}

/// Keys that are about something we do anyway, or that change no value.
bool is_without_effect(std::string_view key) {
  for (const std::string_view known :
       {"drop_metadata", "version", "description", "chunksize", "low_memory", "memory_map",
        "engine", "on_bad_lines", "verbose", "keep_linebreaks", "sample_by", "index_col",
        "batch_size", "newlines_in_values"}) {
    if (key == known) return true;
  }
  return false;
}

}  // namespace

Result<bool> set_read_option(ReadOptions& options, std::string_view key, const Values& values) {
  if (const std::optional<Key> character = character_key(key)) {
    if (says_nothing(values) && *character != Key::kDelimiter) return true;
    if (*character == Key::kDelimiter && values.size() == 1 && values.front() == "none") {
      options.delimiter = '\0';
      return true;
    }
    if (values.size() == 1 && (values.front() == "\\s+" || values.front().empty()))
      return bad_value(key, values, "single character");
    Status status = set_character(member(options, *character), key, values);
    if (!status) return std::move(status).error();
    return true;
  }
  Status status;
  if (key == "header") {
    status = set_header(options, values);
  } else if (key == "drop_labels") {
    options.drop_labels = !says_nothing(values) && ascii_lower(values.front()) == "true";
  } else if (key == "drop_metadata") {
    options.drop_metadata = !says_nothing(values) && ascii_lower(values.front()) == "true";
  } else if (key == "skiprows" || key == "skip_rows") {
    status = set_skip(options, key, values);
  } else if (key == "names" || key == "column_names") {
    options.names = values;
  } else if (key == "columns" || key == "usecols") {
    options.columns = values;
  } else if (key == "encoding") {
    options.encoding = values.empty() ? "" : values.front();
  } else if (key == "quoting") {
    status = set_quoting(options, values);
  } else if (key == "date_format" || key == "dateformat" || key == "timestamp_format") {
    options.date_format = values.empty() ? "" : values.front();
  } else if (key == "field") {
    options.field = says_nothing(values) ? "" : values.front();
  } else if (key == "vectors" || key == "vector") {
    options.vectors = values;
  } else {
    return is_without_effect(key);
  }
  if (!status) return std::move(status).error();
  return true;
}

Status add_type_option(ReadOptions& options, std::string_view text) {
  // Types have '=' in brackets alone: timestamp[us, tz=UTC].
  std::size_t equals = text.rfind('=');
  if (const std::size_t bracket = text.rfind('[');
      text.ends_with(']') && bracket != std::string_view::npos && bracket < equals)
    equals = text.rfind('=', bracket);
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
    return invalid_argument("--type " + std::string(text) +
                            ": write column=type, as in zip=string");
  options.types.push_back(
      {std::string(text.substr(0, equals)), Feature::value(std::string(text.substr(equals + 1)))});
  return {};
}

ReadOptions merged(ReadOptions base, const ReadOptions& over) {
  const auto take = [](auto& to, const auto& from) {
    if (from) to = from;
  };
  take(base.delimiter, over.delimiter);
  take(base.quote, over.quote);
  take(base.escape, over.escape);
  take(base.comment, over.comment);
  take(base.decimal, over.decimal);
  take(base.header, over.header);
  take(base.drop_labels, over.drop_labels);
  take(base.drop_metadata, over.drop_metadata);
  if (over.skip_lines > 0) base.skip_lines = over.skip_lines;
  const auto take_filled = [](auto& to, const auto& from) {
    if (!from.empty()) to = from;
  };
  take_filled(base.encoding, over.encoding);
  take_filled(base.names, over.names);
  take_filled(base.columns, over.columns);
  take_filled(base.date_format, over.date_format);
  take_filled(base.field, over.field);
  base.types.insert(base.types.end(), over.types.begin(), over.types.end());
  base.vectors.insert(base.vectors.end(), over.vectors.begin(), over.vectors.end());
  return base;
}

std::string read_options_text(const ReadOptions& options) {
  if (options == ReadOptions()) return "";
  std::string out;
  const auto add = [&](std::string_view text) {
    out += text;
    out += '\x1f';
  };
  for (const std::optional<char>& c :
       {options.delimiter, options.quote, options.escape, options.comment, options.decimal})
    add(c ? std::string(1, *c) + "!" : "");
  for (const std::optional<bool>& flag :
       {options.header, options.drop_labels, options.drop_metadata})
    add(flag ? (*flag ? "1" : "0") : "");
  add(std::to_string(options.skip_lines));
  add(options.encoding);
  add(options.date_format);
  add(options.field);
  for (const Values& list : {options.names, options.columns, options.vectors}) {
    add(std::to_string(list.size()));
    for (const std::string& value : list) add(value);
  }
  add(features_json(options.types));
  return out;
}

}  // namespace vitrine
