#include "cli/request_log.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/json_writer.h"
#include "cli/session.h"
#include "cli/table.h"

namespace vitrine::cli {

void log_as_text(const http::RequestLog& line) {
  note(fmt::format("{} {} {} {} {} B {:.1f} ms{}", line.peer, line.method,
                   cell_text(line.target, 300), line.status, line.bytes, line.milliseconds,
                   line.detail.empty() ? "" : "  " + cell_text(line.detail, 300)));
}

void log_as_json(const http::RequestLog& line) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("id", line.id).member("from", line.peer).member("who", line.who);
  json.member("method", line.method).member("target", cell_text(line.target, 8192));
  json.member("route", line.route).member("status", line.status).member("bytes", line.bytes);
  json.member("ms", line.milliseconds);
  if (!line.detail.empty()) json.member("detail", line.detail);
  json.end_object();
  note(text);
}

std::string ended_import_line(const jobs::ImportJob& job) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))));
  json.member("who", job.asked_by).member("what", "import-ended");
  json.member("about", "import " + std::to_string(job.id) + ": " + job.dataset);
  json.member("state", jobs::import_state_name(job.state)).member("rows", job.rows);
  if (!job.error.empty()) json.member("error", job.error);
  json.end_object();
  return line;
}

Result<std::function<void(std::string_view)>> open_audit_log(const std::string& path) {
  if (path.empty())
    return std::function<void(std::string_view)>(
        [](std::string_view line) { note("audit " + std::string(line)); });
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_error("cannot write " + path, errno);
  const std::shared_ptr<const int> file(new int(descriptor), [](const int* owned) {
    ::close(*owned);
    delete owned;
  });
  // One write to the end of a file is whole, whoever else writes to it.
  return std::function<void(std::string_view)>([file, path](std::string_view line) {
    const std::string text = std::string(line) + "\n";
    if (::write(*file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      note("vitrine: cannot write " + path + "; audit " + std::string(line));
  });
}

}  // namespace vitrine::cli
