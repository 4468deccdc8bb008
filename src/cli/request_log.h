#pragma once
// What `vitrine serve` writes about requests and changes.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/server.h"
#include "jobs/import_queue.h"

namespace vitrine::cli {

/// One line to stderr for each request: "text" for people, "json" for programs.
void log_as_text(const http::RequestLog& line);
void log_as_json(const http::RequestLog& line);

/// Takes lines of the audit log, to the end of a file that only its owner may read, or to stderr
/// where `path` is empty. Thread safe. Errors: io.
Result<std::function<void(std::string_view)>> open_audit_log(const std::string& path);

/// The line of the audit log about an import that has ended, without its end:
///   {"time":"2026-11-27T02:00:00Z","who":"ana","what":"import-ended",
///    "about":"import 3: team/papers","state":"done","rows":3700}
std::string ended_import_line(const jobs::ImportJob& job);

}  // namespace vitrine::cli
