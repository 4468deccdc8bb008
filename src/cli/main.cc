#include <cstdio>
#include <exception>
#include <new>

#include "base/error.h"
#include "base/mapped_faults.h"
#include "base/version.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/completions.h"
#include "cli/interrupt.h"
#include "cli/manual.h"
#include "cli/outline.h"
#include "cli/table.h"
#include "sql/worker.h"

namespace vitrine::cli {
namespace {

Status print_version(const Arguments& arguments) {
  const std::string text(version());
  return print(arguments.json ? "{\"version\":\"" + text + "\"}\n" : "vitrine " + text + "\n");
}

Status run_with_library(const Arguments& arguments, const std::stop_token& stop) {
  Result<std::unique_ptr<Session>> session = Session::open(arguments, stop);
  if (!session) return std::move(session).error();
  switch (arguments.command) {
    case Command::kServe:
      return run_serve(**session);
    case Command::kImport:
      return run_import(**session);
    case Command::kEmbed:
      return run_embed(**session);
    case Command::kList:
      return run_list(**session);
    case Command::kInfo:
      return run_info(**session);
    case Command::kRows:
      return run_rows(**session);
    case Command::kStats:
      return run_stats(**session);
    case Command::kSearch:
      return run_search(**session);
    case Command::kSimilar:
      return run_similar(**session);
    case Command::kSql:
      return run_sql(**session);
    case Command::kExport:
      return run_export(**session);
    case Command::kMcp:
      return run_mcp(**session);
    case Command::kRemove:
      return run_remove(**session);
    case Command::kRestore:
      return run_restore(**session);
    case Command::kBackup:
      return run_backup(**session);
    case Command::kGc:
      return run_gc(**session);
    case Command::kDoctor:
      return run_doctor(**session);
    case Command::kToken:
      return run_token(**session);
    case Command::kModel:
    case Command::kSample:
    case Command::kCompletions:
    case Command::kManual:
    case Command::kVersion:
      break;
  }
  return internal_error("a command without an implementation");
}

Status run(const Arguments& arguments, const std::stop_token& stop) {
  if (arguments.command == Command::kVersion) return print_version(arguments);
  if (arguments.command == Command::kCompletions)
    return print(completions(outline(), arguments.shell));
  if (arguments.command == Command::kManual) return print(manual(outline(), version()));
  if (arguments.command == Command::kModel) return run_model(arguments, stop);
  if (arguments.command == Command::kSample) return run_sample(arguments, stop);
  return run_with_library(arguments, stop);
}

int run_main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == sql::kSqlWorkerArgument)
    return sql::run_sql_worker();
  Arguments arguments;
  if (const std::optional<int> code = parse_arguments(argc, argv, arguments)) return *code;
  survive_mapped_faults();
  const std::stop_token stop = install_interrupt();
  const Status status = run(arguments, stop);
  if (status) return 0;
  // One line, whatever the message holds of a file's content.
  note("vitrine: " + cell_text(status.error().message(), 2000));
  return 1;
}

}  // namespace
}  // namespace vitrine::cli

int main(int argc, char** argv) {
  try {
    return vitrine::cli::run_main(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "vitrine: %s\n", vitrine::out_of_memory().message().c_str());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "vitrine: unexpected failure: %s\n", e.what());
  } catch (...) {
    std::fputs("vitrine: unexpected failure\n", stderr);
  }
  return 1;
}
