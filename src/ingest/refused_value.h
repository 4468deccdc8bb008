#pragma once
// Refused values: where a value stands that is not of its declared type. Private to ingest.
//
// The SQL that converts a column can say column and value, but not the file and line: they are
// looked for once an import has failed.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "duck/database.h"
#include "ingest/declared_values.h"

namespace vitrine::ingest {

/// In each sentence about such a value.
inline constexpr std::string_view kDeclaredSomewhere = "the card or --type declares";

/// The line, from 1, of row `row` of file `file`, both from 0; nothing where it has none.
using LineOfRow = std::function<std::optional<std::uint64_t>(std::size_t file, std::uint64_t row)>;

struct DeclaredPlaces {
  struct Split {
    std::string from;
    std::size_t files = 0;  ///< The next ones.
  };
  std::vector<DeclaredValue> values;  ///< Those that may be refused.
  std::vector<Split> splits;
  std::vector<std::string> files;   ///< Their names, of all splits in turn.
  std::vector<std::uint64_t> rows;  ///< Of each; empty if not known.
  LineOfRow line_of = {};           ///< May be empty.
};

/// `error` itself, or, if it is about such a value, the first of them with its file and its line or
/// row: "a.csv line 3: column ...". Cost: a pass over the config; for failures alone.
Error with_its_place(duck::Connection& connection, const DeclaredPlaces& places, Error error,
                     const std::stop_token& stop);

}  // namespace vitrine::ingest
