#pragma once
// Read options: what a card or a person says about how files are to be read. What is said here is
// obeyed; what is not said is found by evidence.
//
// A card has them as keys of a config, in the words of the Hub's loaders and of pandas; the command
// line has the same in --delimiter, --encoding, --no-header, ... . docs/reading.md lists them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "schema/features.h"

namespace vitrine::source {

struct ReadOptions {
  std::optional<char> delimiter;  ///< '\0': none, so that a line is a row.
  std::optional<char> quote;      ///< '\0': quotes are characters like any other.
  std::optional<char> escape;     ///< '\\', or the quote itself.
  std::optional<char> comment;    ///< Lines that start so are passed over.
  std::optional<char> decimal;    ///< '.' or ','.
  std::optional<bool> header;
  std::optional<bool> drop_labels;     ///< Of media folders: no column for the names of folders.
  std::optional<bool> drop_metadata;   ///< Of media folders: no table of them is read.
  std::uint64_t skip_lines = 0;        ///< At the front, of those that `skipped` leaves.
  std::vector<std::uint64_t> skipped;  ///< Lines left out by their numbers, from 0, in order.
  std::string encoding;                ///< As written; empty: by evidence.
  std::vector<std::string> names;      ///< Of all columns, in order; empty: the header's.
  std::vector<std::string> columns;    ///< The columns wanted; empty: all.
  std::string date_format;             ///< As strptime has it; empty: ISO 8601 alone.
  std::string field;       ///< JSON: the member that holds the records, "a.b" a deeper one.
  schema::Features types;  ///< Of single columns.
  /// How many of the last of `types` a card's dtype names, and where: "README.md line 4".
  std::size_t types_of_card = 0;
  std::string place_of_card_types;
  std::vector<std::string> vectors;  ///< Columns of numbers that are vectors at any length.

  std::optional<schema::Feature> other_types;  ///< Of all columns of which nothing names the type.

  bool operator==(const ReadOptions&) const = default;
};

/// The value of an option: a scalar, a list of scalars, or a map of them.
struct OptionValue {
  std::vector<std::string> texts;  ///< Of the scalar, or of those in the list.
  bool is_list = false;
  std::vector<std::pair<std::string, std::string>> members = {};  ///< Of the map.
};

/// What became of an option.
enum class OptionOutcome : std::uint8_t {
  kObeyed,   ///< Or it is about something that changes no value.
  kIgnored,  ///< It means nothing to us, or its value asks for what we do not do.
};

/// One option by a key of a card (sep, delimiter, header, names, skiprows, dtype, ...). Errors:
/// invalid_argument for a value that the key does not have, without the key and its place.
Result<OptionOutcome> set_read_option(ReadOptions& options, std::string_view key,
                                      const OptionValue& value);

/// "column=dtype" of --type. Errors: invalid_argument.
Status add_type_option(ReadOptions& options, std::string_view text);

/// `over` where it says something, else `base`.
ReadOptions merged(ReadOptions base, const ReadOptions& over);

/// All of it as one text, for hashing; empty for options that say nothing.
std::string read_options_text(const ReadOptions& options);

}  // namespace vitrine::source
