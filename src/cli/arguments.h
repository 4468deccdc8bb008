#pragma once
// Arguments: the command line, parsed.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/server.h"

#include "ask/parameters.h"
#include "sql/sandbox.h"

namespace vitrine::cli {

/// Rows that a command shows unless it is told: a terminal has no more lines.
inline constexpr std::uint64_t kRowsShown = 10;

/// Where the server listens unless it is told.
inline constexpr std::uint16_t kPort = 7860;

enum class Command {
  kServe,
  kImport,
  kEmbed,
  kModel,
  kList,
  kInfo,
  kRows,
  kStats,
  kSearch,
  kSimilar,
  kSql,
  kExport,
  kRemove,
  kRestore,
  kBackup,
  kGc,
  kDoctor,
  kToken,
  kSample,
  kMcp,
  kCompletions,
  kManual,
  kVersion,
};

/// One struct for all commands: a field is set only by the commands that have its option.
struct Arguments {
  Command command = Command::kVersion;
  std::string home;  ///< Empty: the default place.
  bool json = false;
  bool quiet = false;

  std::vector<std::string> sources;  ///< serve, import
  /// import, serve: how files are to be read, as (key of a card, value), and column=type.
  std::vector<std::pair<std::string, std::string>> reading;
  std::vector<std::string> types;
  bool dry_run = false;            ///< import
  std::string engine;              ///< import, serve; empty: as the library has it.
  std::uint64_t memory_bytes = 0;  ///< import, serve, embed; 0: as ImportOptions has it.
  std::string name;                ///< A dataset, or a source to import first. For import: --name.
  std::string encoder;             ///< serve, search, mcp: the address of a model; empty: none.
  std::string config;
  std::string split;
  /// rows, search, similar: what is asked, in the parameters of ask/parameters.h.
  ask::Pairs parameters;
  std::string query;         ///< search: a query; sql: a statement
  std::uint64_t row = 0;     ///< similar
  std::string format;        ///< export, and of rows
  std::string out;           ///< export, sample
  bool overwrite = false;    ///< export
  bool for_good = false;     ///< remove
  bool empty_trash = false;  ///< gc
  std::string folder;        ///< backup: to write; restore: to read
  bool repair = false;       ///< doctor
  std::uint64_t rows = 0;    ///< sample
  std::uint64_t seed = 0;    ///< sample
  std::string host = "127.0.0.1";
  std::optional<std::uint16_t> port;  ///< serve; kPort where it is not given.
  bool allow_changes = false;         ///< serve, and the next five
  bool read_only = false;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  bool end_with_input = false;
  bool open = false;
  bool watch = false;
  std::string replica_of;  ///< The address of a server, or a library's folder.
  std::uint64_t replica_seconds = 2;
  bool is_private = false;  ///< serve, and what follows
  std::vector<std::string> blocked;
  std::string metrics;  ///< Where they are served, host:port; empty: with everything else.
  std::string source_root;
  std::string user_field = "X-Forwarded-User";
  std::string base_url;
  std::vector<std::string> trusted_proxies;
  std::string audit_log;
  std::string log_format = "text";
  http::ServerOptions limits = {};
  sql::SqlSandboxOptions sql = {};
  std::uint64_t sql_seconds = 30;
  std::uint64_t sql_file_seconds = 600;
  std::uint64_t stop_seconds = 5;
  std::uint64_t answer_seconds = 60;
  std::uint64_t idle_seconds = 60;
  std::uint64_t write_seconds = 30;
  std::string token_file;  ///< serve, token
  std::string action;      ///< token, model; what follows is token's
  std::string role = "reader";
  std::vector<std::string> datasets;
  bool named_by_proxy = false;
  std::string model;               ///< import: --embed; embed, model: its name
  std::string column;              ///< embed: of the vectors
  std::vector<std::string> texts;  ///< embed: columns of text
  std::string shell;               ///< completions
};

/// Parses argv; `vitrine FILE...` is `vitrine serve --open FILE...`. Help and mistakes are printed;
/// the number is the exit code to end with (0 after help, 2 for wrong usage), nothing means go on.
std::optional<int> parse_arguments(int argc, char** argv, Arguments& arguments);

}  // namespace vitrine::cli
