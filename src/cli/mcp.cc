#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cli/commands.h"
#include "mcp/protocol.h"

namespace vitrine::cli {
namespace {

/// One line of standard input without its end; false at the end of the input. What is longer than a
/// message may be is dropped while it is read, so that no line can fill the process.
bool read_line(std::string& line) {
  line.clear();
  int c = 0;
  while ((c = getc_unlocked(stdin)) != EOF && c != '\n') {
    if (line.size() <= mcp::kMaxMessageBytes) line += static_cast<char>(c);
  }
  return c != EOF || !line.empty();
}

}  // namespace

/// Ends with its input. Ctrl-C ends the process: there is nothing to clean up, and a read cannot be
/// stopped.
Status run_mcp(Session& session) {
  const std::stop_callback end(session.stop(), [] { std::_Exit(0); });
  std::string line;
  while (read_line(line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::optional<std::string> answer =
        mcp::answer_message(session.engine(), Caller::owner(), line).message;
    if (!answer) continue;
    if (Status status = print(*answer + "\n"); !status) return status;
  }
  return {};
}

}  // namespace vitrine::cli
