#pragma once
// Hits: the rows that a search answers with, as JSON or as a table.

#include <optional>

#include "ask/parameters.h"
#include "base/result.h"
#include "cli/session.h"

namespace vitrine::cli {

/// Asks with the command's parameters and `more`, and prints the answer: what the API answers with
/// --json, else a table. `similar_to`: the row of a kSimilar question.
Status show_hits(Session& session, ask::Question question, ask::Pairs more = {},
                 std::optional<std::uint64_t> similar_to = std::nullopt);

}  // namespace vitrine::cli
