#include "source/read_options.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace vitrine::source {
namespace {

using Values = std::vector<std::string>;

Error bad_value(const Values& values, std::string_view wanted) {
  return invalid_argument("\"" + (values.empty() ? std::string() : values.front()) + "\" is no " +
                          std::string(wanted));
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
Status set_character(std::optional<char>& out, const Values& values) {
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
    return bad_value(values, "single character");
  }
  if (*out == '\n' || *out == '\r' || static_cast<unsigned char>(*out) >= 0x80)
    return bad_value(values, "character that can part fields");
  return {};
}

bool says_nothing(const Values& values) {
  return values.empty() || values.front().empty() || ascii_lower(values.front()) == "null" ||
         values.front() == "None" || values.front() == "~";
}

/// A number that is all of `text`.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
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
    const std::optional<std::uint64_t> line = whole_number(text);
    if (!line) return bad_value(values, "line number");
    options.header = true;
    options.skip_lines += *line;
  }
  return {};
}

/// pandas: a number counts lines at the front, a list has the numbers of lines, from 0.
Status set_skip(ReadOptions& options, const OptionValue& value) {
  constexpr std::size_t kMostLines = 10'000;
  if (says_nothing(value.texts)) return {};
  if (!value.is_list) {
    const std::optional<std::uint64_t> lines = whole_number(value.texts.front());
    if (!lines) return bad_value(value.texts, "number of lines");
    options.skip_lines += *lines;
    return {};
  }
  if (value.texts.size() > kMostLines) return invalid_argument("more than 10,000 lines are named");
  for (const std::string& text : value.texts) {
    const std::optional<std::uint64_t> line = whole_number(text);
    if (!line) return bad_value({text}, "number of a line");
    options.skipped.push_back(*line);
  }
  std::ranges::sort(options.skipped);
  const auto doubles = std::ranges::unique(options.skipped);
  options.skipped.erase(doubles.begin(), doubles.end());
  return {};
}

/// csv.QUOTE_NONE is 3; the others differ in writing alone.
Status set_quoting(ReadOptions& options, const Values& values) {
  std::string text = values.empty() ? "" : ascii_lower(values.front());
  if (text.starts_with("csv.")) text.erase(0, 4);
  if (text == "3" || text == "quote_none") {
    options.quote = '\0';
    return {};
  }
  for (const std::string_view other : {"0", "1", "2", "4", "5", "quote_minimal", "quote_all",
                                       "quote_nonnumeric", "quote_strings", "quote_notnull"}) {
    if (text == other) return {};
  }
  return says_nothing(values) ? Status() : Status(bad_value(values, "way of quoting"));
}

/// A type as pandas and numpy name it; empty for one that we have not.
std::string type_of_pandas(std::string_view name) {
  std::string lower = ascii_lower(name);
  if (lower == "str" || lower == "object" || lower == "category" || lower.starts_with("string"))
    return "string";
  if (lower == "int" || lower == "float") return lower + "64";
  if (lower == "boolean" || lower == "bool") return "bool";
  for (const std::string_view unit : {"s", "ms", "us", "ns"}) {
    if (lower == "datetime64[" + std::string(unit) + "]")
      return "timestamp[" + std::string(unit) + "]";
  }
  for (const std::string_view known : {"int8", "int16", "int32", "int64", "uint8", "uint16",
                                       "uint32", "uint64", "float32", "float64"}) {
    if (lower == known) return lower;
  }
  return "";
}

/// pandas: one type for all columns, or a map of columns and types.
Status set_types(ReadOptions& options, const OptionValue& value) {
  const auto unknown = [](const std::string& text) {
    return invalid_argument("\"" + text +
                            "\" is no type that is read: write str, int64, "
                            "float64, bool or their kin");
  };
  if (value.members.empty() && !says_nothing(value.texts)) {
    const std::string type = type_of_pandas(value.texts.front());
    if (type.empty()) return unknown(value.texts.front());
    options.other_types = schema::Feature::value(type);
  }
  for (const auto& [column, text] : value.members) {
    const std::string type = type_of_pandas(text);
    if (type.empty()) return unknown(text);
    options.types.push_back({column, schema::Feature::value(type)});
  }
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
       {"version", "description", "chunksize", "low_memory", "memory_map", "engine", "verbose",
        "batch_size", "newlines_in_values", "use_threads", "block_size", "cache_dates",
        "float_precision", "infer_datetime_format", "storage_options", "iterator",
        "warn_bad_lines"}) {
    if (key == known) return true;
  }
  return false;
}

/// Values of keys that ask for what is done anyway; their other values would be something else.
bool asks_for_the_usual(std::string_view key, const Values& values) {
  struct Usual {
    std::string_view key;
    std::string_view value;
  };
  const bool nothing = says_nothing(values);
  const std::string value = nothing ? "" : ascii_lower(values.front());
  for (const auto& [known, usual] : {Usual{"on_bad_lines", "error"},
                                     {"error_bad_lines", "true"},
                                     {"index_col", "false"},
                                     {"keep_linebreaks", "false"},
                                     {"sample_by", "line"},
                                     {"skip_blank_lines", "true"},
                                     {"doublequote", "true"},
                                     {"compression", "infer"},
                                     {"encoding_errors", "strict"},
                                     {"skipfooter", "0"},
                                     {"skipinitialspace", "false"},
                                     {"delim_whitespace", "false"},
                                     {"dayfirst", "false"},
                                     {"parse_dates", "false"},
                                     {"keep_default_na", "true"},
                                     {"na_filter", "true"},
                                     {"on_mixed_types", "error"},
                                     {"on_bad_files", "error"},
                                     {"keep_date_col", "false"},
                                     {"mangle_dupe_cols", "true"},
                                     {"squeeze", "false"},
                                     {"nrows", ""},
                                     {"thousands", ""},
                                     {"na_values", ""},
                                     {"true_values", ""},
                                     {"false_values", ""},
                                     {"converters", ""},
                                     {"date_parser", ""},
                                     {"dialect", ""},
                                     {"lineterminator", ""},
                                     {"prefix", ""},
                                     {"filters", ""}}) {
    if (key == known && (nothing || value == usual)) return true;
  }
  return false;
}

/// A key of one character. Errors: invalid_argument.
Status set_character_key(ReadOptions& options, Key which, const Values& values) {
  if (values.empty() || (says_nothing(values) && which != Key::kDelimiter)) return {};
  if (which == Key::kDelimiter && values.size() == 1 && values.front() == "none") {
    options.delimiter = '\0';
    return {};
  }
  if (values.size() == 1 && (values.front() == "\\s+" || values.front().empty()))
    return bad_value(values, "single character");
  return set_character(member(options, which), values);
}

}  // namespace

Result<OptionOutcome> set_read_option(ReadOptions& options, std::string_view key,
                                      const OptionValue& value) {
  const Values& values = value.texts;
  Status status;
  if (!value.members.empty() && key != "dtype") return OptionOutcome::kIgnored;
  if (const std::optional<Key> character = character_key(key)) {
    status = set_character_key(options, *character, values);
  } else if (key == "header") {
    status = values.size() > 1
                 ? Status(invalid_argument("several lines of a header are not read: name "
                                           "one, and leave out the others with skiprows"))
                 : set_header(options, values);
  } else if (key == "drop_labels") {
    options.drop_labels = !says_nothing(values) && ascii_lower(values.front()) == "true";
  } else if (key == "drop_metadata") {
    options.drop_metadata = !says_nothing(values) && ascii_lower(values.front()) == "true";
  } else if (key == "skiprows" || key == "skip_rows") {
    status = set_skip(options, value);
  } else if (key == "names" || key == "column_names") {
    options.names = values;
  } else if (key == "columns" || key == "usecols") {
    options.columns = values;
  } else if (key == "encoding") {
    options.encoding = says_nothing(values) ? "" : values.front();
  } else if (key == "quoting") {
    status = set_quoting(options, values);
  } else if (key == "date_format" || key == "dateformat" || key == "timestamp_format") {
    options.date_format = says_nothing(values) ? "" : values.front();
  } else if (key == "field") {
    options.field = says_nothing(values) ? "" : values.front();
  } else if (key == "vectors" || key == "vector") {
    options.vectors = values;
  } else if (key == "dtype") {
    status = set_types(options, value);
  } else if (!is_without_effect(key) && !asks_for_the_usual(key, values)) {
    return OptionOutcome::kIgnored;
  }
  if (!status) return std::move(status).error();
  return OptionOutcome::kObeyed;
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
  options.types.push_back({std::string(text.substr(0, equals)),
                           schema::Feature::value(std::string(text.substr(equals + 1)))});
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
  take(base.other_types, over.other_types);
  if (over.skip_lines > 0 || !over.skipped.empty()) {
    base.skip_lines = over.skip_lines;
    base.skipped = over.skipped;
  }
  const auto take_filled = [](auto& to, const auto& from) {
    if (!from.empty()) to = from;
  };
  take_filled(base.encoding, over.encoding);
  take_filled(base.names, over.names);
  take_filled(base.columns, over.columns);
  take_filled(base.date_format, over.date_format);
  take_filled(base.field, over.field);
  // The first that names a column counts.
  if (base.types_of_card == 0) {
    base.types_of_card = over.types_of_card;
    base.place_of_card_types = over.place_of_card_types;
  }
  base.types.insert(base.types.begin(), over.types.begin(), over.types.end());
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
  add(schema::features_json(options.types));
  add(options.other_types ? options.other_types->dtype : "");
  for (const std::uint64_t line : options.skipped) add(std::to_string(line));
  return out;
}

}  // namespace vitrine::source
