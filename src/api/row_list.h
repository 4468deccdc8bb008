#pragma once
// RowList: a list of rows as JSON. A small one is sent whole; a large one is written once to know
// its size and that all of it can be read, and then again, piece by piece as its reader takes it,
// so that slow readers cost no memory.

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace vitrine::api {

struct RowList {
  std::string begin;  ///< Up to the first row: `{"rows":[`.
  std::string end;    ///< From the last row on: `]}`.
  /// Appends the rows from `first` on, with commas before all but row 0, and asks `go_on` after
  /// each; the same each time it is called. Keeps alive what it reads.
  std::function<Status(std::size_t first, std::string& out, const std::function<bool()>& go_on)>
      write;
};

/// A text up to `whole_bytes` of rows, a stream above. Errors: too_large above `max_bytes` of rows;
/// those of `write`. Cost: a stream's rows are written twice.
Result<http::Body> row_list_body(RowList list, std::size_t whole_bytes, std::size_t max_bytes);

/// The whole text. Errors: as row_list_body().
Result<std::string> row_list_text(const RowList& list, std::size_t max_bytes);

}  // namespace vitrine::api
