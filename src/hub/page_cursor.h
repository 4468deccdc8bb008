#pragma once
// Page cursor: where the next page of an answer begins, as a text that a client hands back. It
// names the snapshot too, so that pages of two states of a dataset are never mixed.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::hub {

/// What a client sends for the first page.
inline constexpr std::string_view kFirstPage = "start";

std::string page_cursor(std::string_view snapshot_id, std::uint64_t offset);

/// The offset of the page that `cursor` names. Errors: invalid_argument if it is not a cursor, and
/// for one of another snapshot.
Result<std::uint64_t> cursor_offset(std::string_view cursor, std::string_view snapshot_id);

}  // namespace vitrine::hub
