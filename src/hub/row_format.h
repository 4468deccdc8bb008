#pragma once
// Row format: how the rows of /rows, /search and /filter are sent, where a client asks for more
// than the Hub offers.
//
//   format=json      the Hub's answer, with a length of up to 10,000
//   format=ndjson    {"row_idx":0,"row":{...}} a line
//   format=csv       row_idx and the columns
//   format=parquet   the rows as a file of their own
//   format=arrow     the rows as an Arrow IPC stream
//
// Without `format`, an Accept header that names one of the last four counts as well. Whoever asks
// for none of them is answered as by the Hub.

#include <memory>
#include <optional>
#include <vector>

#include "api/response_or.h"
#include "http/message.h"
#include "search/split.h"

namespace vitrine::hub {

enum class RowFormat { kJson, kJsonLines, kCsv, kParquet, kArrow };

/// Nothing if the Hub's own answer is meant. Refusals: 422 for an unknown format.
api::ResponseOr<std::optional<RowFormat>> asked_format(const http::Request& request);

/// A stream of the rows, produced some at a time: memory stays small however many there are.
/// Requires: kJsonLines or kCsv; every row < split->num_rows().
http::Response stream_rows(std::shared_ptr<const search::Split> split,
                           std::vector<std::uint64_t> rows, std::vector<std::size_t> columns,
                           RowFormat format);

}  // namespace vitrine::hub
