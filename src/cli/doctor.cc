// `vitrine doctor`: whether the library and the machine are sound, and what to do where they are
// not.
#include <sys/resource.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "ingest/rebuild.h"
#include "store/downloads.h"
#include "store/labels.h"
#include "store/reading_list.h"
#include "store/snapshot_check.h"

namespace vitrine::cli {
namespace {

constexpr std::uint64_t kLittleSpace = std::uint64_t{1} << 30U;
constexpr rlim_t kFewFiles = 1024;

/// What was found about one dataset, or about the machine (no dataset).
struct Finding {
  std::string dataset;
  std::uint64_t bytes_read = 0;
  std::vector<std::string> problems;
  bool can_be_rebuilt = false;
  bool repaired = false;

  bool is_sound() const { return problems.empty() || repaired; }
};

Finding look_at_machine(const store::Library& library) {
  Finding found;
  if (::access(library.home().c_str(), W_OK) != 0)
    found.problems.push_back("the library " + library.home().string() +
                             " cannot be written: nothing can be imported or noted");
  std::error_code ec;
  const fs::space_info space = fs::space(library.home(), ec);
  if (!ec && space.available < kLittleSpace)
    found.problems.push_back("the disk of the library has only " + byte_count(space.available) +
                             " left");
  rlimit files = {};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < kFewFiles)
    found.problems.push_back("a process may open only " + std::to_string(files.rlim_max) +
                             " files here; raise the hard limit (`ulimit -Hn`) to 1,024 or more");
  return found;
}

/// What is wrong with the snapshot. Errors: those that are no finding (a failing disk, a stop).
Status look_at_snapshot(const store::Library& library, const store::DatasetName& dataset,
                        const std::stop_token& stop, Finding& found) {
  const auto snapshot = library.open_unchecked(dataset);
  if (!snapshot) {
    if (snapshot.error().code() == ErrorCode::kIo) return snapshot.error();
    found.problems.push_back(snapshot.error().message());
    return {};
  }
  const Result<store::SnapshotReport> report = store::check_snapshot(**snapshot, stop);
  if (!report) return report.error();
  found.bytes_read = report->bytes_read;
  found.can_be_rebuilt = report->can_be_rebuilt();
  if ((*snapshot)->manifest().format_version < store::kSnapshotFormatVersion)
    found.problems.push_back("it was imported by an older version of Vitrine");
  for (const store::SnapshotDamage& damage : report->damage) found.problems.push_back(damage.what);
  if (!found.can_be_rebuilt)
    found.problems.push_back("the data itself is damaged: import it again, with `vitrine import " +
                             (*snapshot)->manifest().origin + " --name " + dataset.id() + "`");
  return {};
}

/// Whether the engine has the rows that the snapshot says it has.
Status look_at_engine(const Session& session, const store::DatasetName& dataset, Finding& found) {
  const auto snapshot = session.library().open_unchecked(dataset);
  if (!snapshot || !(*snapshot)->manifest().has_engine_rows()) return {};
  if (session.rows() == nullptr) {
    found.problems.push_back("its rows are in an engine, and nobody said where: --engine does");
    found.can_be_rebuilt = false;
    return {};
  }
  const auto damage = session.rows()->damage((*snapshot)->manifest(), session.stop());
  if (!damage && damage.error().code() == ErrorCode::kCancelled) return damage.error();
  if (!damage) {
    found.problems.push_back(damage.error().message());
    found.can_be_rebuilt = false;
    return {};
  }
  found.problems.insert(found.problems.end(), damage->begin(), damage->end());
  return {};
}

/// No import and no repair makes a side file again.
void look_at_side_file(const Status& status, Finding& found) {
  if (status) return;
  found.repaired = false;
  found.problems.push_back(status.error().message());
}

Result<Finding> look_at(const Session& session, const store::DatasetName& dataset) {
  Finding found;
  found.dataset = dataset.id();
  const store::Library& library = session.library();
  if (Status status = look_at_snapshot(library, dataset, session.stop(), found); !status)
    return std::move(status).error();
  if (Status status = look_at_engine(session, dataset, found); !status)
    return std::move(status).error();
  if (session.arguments().repair && !found.problems.empty() && found.can_be_rebuilt) {
    ProgressDisplay progress(dataset.id());
    const Status status = ingest::rebuild_indexes(library, dataset, session.import_options(),
                                                  &progress, session.stop());
    if (!status && status.error().code() == ErrorCode::kCancelled) return status.error();
    found.repaired = status.has_value();
    if (!status) found.problems.push_back("it could not be mended: " + status.error().message());
  }
  const auto notes = store::ReadingLists(library.home()).entries(dataset);
  look_at_side_file(notes ? Status() : Status(notes.error()), found);
  look_at_side_file(store::Downloads(library.home()).check(dataset), found);
  const auto labels = store::Labels(library.home()).read(dataset);
  look_at_side_file(labels ? Status() : Status(labels.error()), found);
  return found;
}

/// A line each, so that a report can be cut by lines.
std::string as_lines(const Finding& finding) {
  const std::string subject = (finding.dataset.empty() ? "machine" : finding.dataset) + ": ";
  std::string lines;
  for (const std::string& problem : finding.problems)
    lines += subject + cell_text(problem, 2000) + "\n";
  if (finding.repaired) return lines + subject + "mended\n";
  if (!lines.empty()) return lines;
  return subject + "sound" +
         (finding.dataset.empty() ? "" : ", " + byte_count(finding.bytes_read) + " read") + "\n";
}

std::string as_json(std::span<const Finding> findings) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("findings").begin_array();
  for (const Finding& finding : findings) {
    json.begin_object();
    if (!finding.dataset.empty()) json.member("dataset", finding.dataset);
    json.member("sound", finding.is_sound()).member("repaired", finding.repaired);
    json.member("bytes_read", finding.bytes_read).key("problems").begin_array();
    for (const std::string& problem : finding.problems) json.value(problem);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return text + "\n";
}

Result<std::vector<store::DatasetName>> chosen(const Session& session) {
  const std::string& name = session.arguments().name;
  if (name.empty()) return session.library().list();
  Result<store::DatasetName> dataset = store::DatasetName::parse_short(name);
  if (!dataset) return std::move(dataset).error();
  return std::vector<store::DatasetName>{*std::move(dataset)};
}

}  // namespace

Status run_doctor(Session& session) {
  const Result<std::vector<store::DatasetName>> datasets = chosen(session);
  if (!datasets) return datasets.error();
  const bool json = session.arguments().json;
  std::vector<Finding> findings;
  std::size_t num_unsound = 0;
  const auto tell = [&](Finding finding) {
    if (!finding.is_sound()) ++num_unsound;
    findings.push_back(std::move(finding));
    return json ? Status() : print(as_lines(findings.back()));
  };
  if (Status told = tell(look_at_machine(session.library())); !told) return told;
  for (const store::DatasetName& dataset : *datasets) {
    Result<Finding> found = look_at(session, dataset);
    if (!found) return std::move(found).error().in(dataset.id());
    if (Status told = tell(*std::move(found)); !told) return told;
  }
  if (json) {
    if (Status told = print(as_json(findings)); !told) return told;
  }
  if (num_unsound == 0) return {};
  return corrupt(
      std::to_string(num_unsound) + (num_unsound == 1 ? " thing is" : " things are") +
      " not sound" +
      (session.arguments().repair ? "" : "; `vitrine doctor --repair` mends what can be mended"));
}

}  // namespace vitrine::cli
