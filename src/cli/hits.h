#pragma once
// Hits: a page of rows from the API's search, as JSON or as a table.

#include "base/result.h"
#include "cli/session.h"

namespace vitrine::cli {

/// Asks /search with the page options of the arguments and prints the answer.
Status show_search(Session& session, Session::Parameters parameters);

/// Prints an answer of /search or /similar: the object itself with --json, else a table.
Status show_hits(const Session& session, const std::string& answer);

}  // namespace vitrine::cli
