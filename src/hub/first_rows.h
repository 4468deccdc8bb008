#pragma once
// /first-rows of the Hub's API: at most 100 rows, at least 10 if there are as many, in at most
// about 200 kB: first rows are dropped from the end, then, among the first ten, long cells are cut.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// Bytes of the whole answer, as the Hub has it in production.
inline constexpr std::size_t kFirstRowsBytes = 200'000;
inline constexpr std::size_t kFirstRowsMaxNumber = 100;
inline constexpr std::size_t kFirstRowsMinNumber = 10;
/// Longer cells may be cut down to this many bytes.
inline constexpr std::size_t kMinCellBytes = 100;

http::Response first_rows(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub
