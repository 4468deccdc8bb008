#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <functional>

#include "base/version.h"
#include "cli/outline.h"
#include "cli/row_output.h"
#include "endpoint/endpoint_address.h"
#include "ingest/relation.h"
#include "ingest/text_encoding.h"
#include "source/source.h"

namespace vitrine::cli {
namespace {

/// What --help says of a parameter.
std::string parameter_help(ask::Question question, std::string_view name) {
  const ask::Parameter& parameter = *ask::find_parameter(question, name);
  std::string help(parameter.meaning);
  if (parameter.type == ask::Parameter::Type::kChoice)
    help += ": " + ask::choices_text(parameter) + " (default " +
            std::string(ask::choices_of(parameter).front()) + ")";
  if (name == "limit")
    help += " (default " + std::to_string(kRowsShown) + ", at most " +
            std::to_string(parameter.most) + ")";
  return help;
}

/// CLI11 reads -1 as the largest number of 64 bits.
CLI::Validator not_below_zero() {
  return {[](const std::string& text) {
            return text.starts_with('-') ? text + " is below zero" : std::string();
          },
          ""};
}

/// What is wrong with a value for the key of a card; empty if nothing.
std::string mistake_in_reading(const std::string& key, const std::string& value) {
  source::ReadOptions options;
  const Result<source::OptionOutcome> set = source::set_read_option(options, key, {{value}});
  if (!set) return set.error().message();
  if (options.encoding.empty()) return "";
  const Result<std::string> encoding = ingest::encoding_called(options.encoding);
  return encoding ? "" : encoding.error().message();
}

/// What is wrong with "column=type"; empty if nothing.
std::string mistake_in_type(const std::string& text) {
  constexpr std::string_view kOption = "--type ";
  source::ReadOptions options;
  Status added = source::add_type_option(options, text);
  if (added) added = ingest::check_named_types(options);
  if (added) return "";
  const std::string& message = added.error().message();
  return message.starts_with(kOption) ? message.substr(kOption.size()) : message;
}

class Parser {
 public:
  explicit Parser(Arguments& arguments) : arguments_(arguments) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "vitrine " + std::string(version()));
    app_.fallthrough();
    app_.add_option("--home", arguments.home,
                    "Folder of the library (default: $VITRINE_HOME, else the user's data folder)");
    app_.set_config("--settings", "",
                    "File of options in TOML, those of a command below [command]");
    add_serving();
    add_reading();
    add_writing();
    add_models();
    add_token();
  }

  Outline outline() const;

  std::optional<int> parse(int argc, char** argv) {
    try {
      app_.parse(with_command(argc, argv));
    } catch (const CLI::Success& e) {
      app_.exit(e);
      return 0;
    } catch (const CLI::ParseError& e) {
      app_.exit(e);
      return 2;
    }
    return std::nullopt;
  }

 private:
  /// The arguments in the order that CLI11 wants them, the last first, with `serve --open` put
  /// before a source that stands where a command would.
  std::vector<std::string> with_command(int argc, char** argv) const {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const auto commands = app_.get_subcommands(std::function<bool(const CLI::App*)>());
    const bool is_command = words.empty() || words.front().starts_with('-') ||
                            std::ranges::any_of(commands, [&](const CLI::App* command) {
                              return command->get_name() == words.front();
                            });
    if (!is_command) {
      if (!source::looks_like_source(words.front())) throw CLI::ExtrasError({words.front()});
      words.insert(words.begin(), {"serve", "--open"});
    }
    std::ranges::reverse(words);
    return words;
  }

  CLI::App* command(Command which, const std::string& name, const std::string& description) {
    CLI::App* sub = app_.add_subcommand(name, description);
    sub->callback([this, which] { arguments_.command = which; });
    return sub;
  }
  CLI::App* reading_command(Command which, const std::string& name,
                            const std::string& description) {
    CLI::App* sub = command(which, name, description);
    sub->add_option("NAME", arguments_.name,
                    "Dataset (owner/name), or a file or folder to import first")
        ->required();
    sub->add_flag("--json", arguments_.json, "Print JSON for programs");
    return sub;
  }
  /// Of a command that shows rows.
  void add_format(CLI::App* sub) {
    sub->add_option("--format", arguments_.format,
                    "Of the rows: table (default), json (--json), jsonl, csv, parquet or arrow")
        ->check(CLI::IsMember(
            std::vector<std::string>(std::begin(kOutputFormats), std::end(kOutputFormats))))
        ->excludes("--json");
  }
  void add_split(CLI::App* sub) {
    sub->add_option("--config", arguments_.config, "Config (default: the first)");
    sub->add_option("--split", arguments_.split, "Split (default: the first)");
  }
  /// An option for each parameter of the question, but for those that `skipped` names.
  void add_parameters(CLI::App* sub, ask::Question question,
                      std::initializer_list<std::string_view> skipped);

  /// How files are to be read: the keys of a card's config, as options.
  void add_read_options(CLI::App* sub) {
    const auto option = [this, sub](const std::string& name, const std::string& key,
                                    const std::string& description) {
      sub->add_option_function<std::vector<std::string>>(
             name,
             [this, key](const std::vector<std::string>& values) {
               for (const std::string& value : values) arguments_.reading.emplace_back(key, value);
             },
             description)
          ->check([key](const std::string& value) { return mistake_in_reading(key, value); }, "");
    };
    option("--delimiter", "delimiter",
           "Character between fields (default: found); none: a line is a row");
    option("--encoding", "encoding", "Encoding of texts, such as windows-1252 (default: found)");
    option("--skip-lines", "skiprows", "Lines to leave out before the header");
    option("--date-format", "date_format",
           "How dates are written, such as %d/%m/%Y (default: ISO 8601 alone)");
    option("--field", "field", "Member of a JSON document that holds the records");
    option("--vector", "vectors",
           "Column of lists of numbers that is a vector, whatever its length");
    sub->add_option("--type", arguments_.types,
                    "column=type of a column that is read wrongly, such as zip=string")
        ->check(mistake_in_type, "");
    CLI::Option* no_header = sub->add_flag_callback(
        "--no-header", [this] { arguments_.reading.emplace_back("header", "null"); },
        "The first line of a CSV file, or row of a sheet, is data");
    sub->add_flag_callback(
           "--header", [this] { arguments_.reading.emplace_back("header", "true"); },
           "The first line of a CSV file, or row of a sheet, is its header")
        ->excludes(no_header);
  }

  void add_serving();
  void add_encoder(CLI::App* sub);
  void add_memory(CLI::App* sub);
  void add_access(CLI::App* serve);
  void add_replica(CLI::App* serve);
  void add_limits(CLI::App* serve);
  void add_token();
  void add_models();
  void add_reading();
  void add_writing();

  Arguments& arguments_;
  CLI::App app_{
      "Vitrine puts any dataset behind glass: a live page, search, SQL and an API for local data.",
      "vitrine"};
};

/// "TEXT:{a,b}" -> the value's name and its choices.
void read_type(const std::string& text, OptionOutline& option) {
  const std::size_t end = text.find(':');
  option.value = text.substr(0, end);
  if (end == std::string::npos || !text.substr(end + 1).starts_with('{')) return;
  std::string choice;
  for (const char c : text.substr(end + 2)) {
    if (c == ',' || c == '}') {
      option.choices.push_back(std::exchange(choice, {}));
    } else {
      choice += c;
    }
  }
}

std::vector<OptionOutline> outline_of(const CLI::App& app) {
  std::vector<OptionOutline> options;
  for (const CLI::Option* option : app.get_options()) {
    OptionOutline& one = options.emplace_back();
    for (const std::string& name : option->get_snames()) one.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) one.names.push_back("--" + name);
    if (option->get_positional()) one.positional = option->get_name(true);
    if (option->get_items_expected_max() > 0) read_type(option->get_type_name(), one);
    one.description = option->get_description();
    one.required = option->get_required();
  }
  return options;
}

Outline Parser::outline() const {
  Outline outline{app_.get_description(), outline_of(app_), {}};
  for (const CLI::App* command : app_.get_subcommands(std::function<bool(const CLI::App*)>()))
    outline.commands.push_back(
        {command->get_name(), command->get_description(), outline_of(*command)});
  return outline;
}

void Parser::add_parameters(CLI::App* sub, ask::Question question,
                            std::initializer_list<std::string_view> skipped) {
  add_split(sub);
  for (const ask::Parameter& parameter : ask::parameters_of(question)) {
    const std::string_view name = parameter.name;
    if (name == "config" || name == "split" || std::ranges::find(skipped, name) != skipped.end())
      continue;
    std::string option = "--" + std::string(name);
    std::ranges::replace(option, '_', '-');
    const auto keep = [this, name](const std::string& text) {
      arguments_.parameters.emplace_back(name, text);
    };
    CLI::Option* added =
        sub->add_option_function<std::string>(option, keep, parameter_help(question, name));
    if (parameter.type == ask::Parameter::Type::kNumber)
      added->check(CLI::TypeValidator<std::uint64_t>("number"));
  }
}

void Parser::add_serving() {
  CLI::App* serve =
      command(Command::kServe, "serve", "Import what is new and serve the library's page and API");
  serve->add_option("SOURCE", arguments_.sources,
                    "What to import first, as one dataset: the same as of import");
  serve->add_option("--name", arguments_.name, "owner/name of that dataset");
  add_memory(serve);
  serve->add_option("--host", arguments_.host,
                    "Address to listen on (default 127.0.0.1: this machine only)");
  serve->add_option("--port", arguments_.port, "Port to listen on (default 7860; 0: any free one)");
  serve->add_flag("--private", arguments_.is_private,
                  "Let nobody read without a token either (without it everybody who reaches the "
                  "server reads the datasets, and only who has a token changes anything)");
  serve->add_flag("--allow-changes", arguments_.allow_changes,
                  "Let everybody who reaches the server import, remove and keep lists, without a "
                  "token");
  serve
      ->add_flag("--read-only", arguments_.read_only,
                 "Let nobody import, remove or keep lists, with a token neither")
      ->excludes("--allow-changes");
  serve->add_option("--allow-host", arguments_.allowed_hosts,
                    "Answer to this name too, besides addresses, localhost and this machine's own "
                    "(*: any); may be repeated");
  serve->add_option("--allow-origin", arguments_.allowed_origins,
                    "Let web pages of this origin read, and show the page in a frame, such as "
                    "https://example.org (*: all); may be repeated");
  add_encoder(serve);
  add_access(serve);
  add_replica(serve);
  add_limits(serve);
  add_read_options(serve);

  CLI::App* import = command(
      Command::kImport, "import",
      "Import one dataset: a file, several files, a glob, a folder or - for standard input");
  import->add_option("SOURCE", arguments_.sources, "What to import")->required();
  import->add_option("--name", arguments_.name,
                     "owner/name of the dataset (default: local/ and the file's name)");
  import->add_flag("--dry-run", arguments_.dry_run,
                   "Show what would come of it, types, nulls and notices, and import nothing");
  add_memory(import);
  import->add_option("--embed", arguments_.model,
                     "Then add a column \"embedding\" that this model makes of the rows' text, as "
                     "`vitrine embed` does");
  add_read_options(import);
  import->add_flag("--json", arguments_.json, "Print JSON for programs");
}

void Parser::add_memory(CLI::App* sub) {
  sub->add_option("--engine", arguments_.engine,
                  "Keep rows in an OpenSearch cluster: the addresses of its nodes, with commas "
                  "between them; the library remembers them. Who asks is in VITRINE_ENGINE_USER "
                  "and VITRINE_ENGINE_PASSWORD, or VITRINE_ENGINE_TOKEN. none: import to this "
                  "machine");
  sub->add_option("--memory", arguments_.memory_bytes,
                  "Bytes that an import's reading and writing of tables may take, such as 4GiB "
                  "(default 768 MiB)")
      ->transform(CLI::AsSizeValue(false))
      ->transform(not_below_zero());
}

void Parser::add_encoder(CLI::App* sub) {
  const CLI::Validator is_address(
      [](const std::string& text) {
        const Result<endpoint::EndpointAddress> address = endpoint::parse_endpoint(text);
        return address ? std::string() : address.error().message();
      },
      "");
  CLI::Option* encoder = sub->add_option(
      "--encoder", arguments_.encoder,
      "Endpoint of the model that made a dataset's vectors, in the form of OpenAI's, to "
      "search these by meaning: http://HOST/v1/embeddings#MODEL. Queries and a few rows' "
      "texts are sent there, with the key in VITRINE_ENCODER_KEY (default: none, and "
      "nothing is sent)");
  encoder->check(is_address);
}

void Parser::add_access(CLI::App* serve) {
  serve->add_option("--token-file", arguments_.token_file,
                    "Who else may what: a line each of name, role, token and datasets, as `vitrine "
                    "token` writes them (default: tokens in the library)");
  serve->add_option("--source-root", arguments_.source_root,
                    "Import files of this machine from this folder only; then curators may name "
                    "them too, from anywhere");
  serve->add_option("--base-url", arguments_.base_url,
                    "How this server is called from outside, where a proxy stands before it: "
                    "https://data.example.org/vitrine");
  serve->add_option("--trusted-proxy", arguments_.trusted_proxies,
                    "Address or network of a proxy whose X-Forwarded-For, -Proto, -Host and "
                    "-Prefix, or Forwarded, are believed: 10.0.0.7, 10.0.0.0/8; may be repeated");
  serve->add_option("--block", arguments_.blocked,
                    "Close a dataset to all but admins, without removing it: owner/name, * stands "
                    "for anything but a slash; may be repeated");
  serve->add_option("--metrics", arguments_.metrics,
                    "Serve /metrics at this HOST:PORT alone, to whoever reaches it, and not beside "
                    "the page");
  serve->add_option("--user-header", arguments_.user_field,
                    "Field in which an authenticating proxy, which shows a token of the role "
                    "proxy, names the user (default X-Forwarded-User)");
  serve->add_option("--audit-log", arguments_.audit_log,
                    "File for a line of JSON for each attempt to change something (default: "
                    "standard error)");
  serve->add_flag("--quiet", arguments_.quiet, "Do not log requests");
  serve->add_flag("--open", arguments_.open,
                  "Open the page in a browser where there is a display, on a free port where the "
                  "usual one is taken; `vitrine FILE` is short for it");
  serve->add_flag("--watch", arguments_.watch,
                  "Import the sources again when their files have changed");
  serve->add_flag("--end-with-input", arguments_.end_with_input,
                  "End when standard input does: for a program that starts a server of its own");
  serve->add_option("--log", arguments_.log_format, "How requests are logged: text (default), json")
      ->check(CLI::IsMember({"text", "json"}));
}

/// A copy imports nothing and takes no changes of its own.
void Parser::add_replica(CLI::App* serve) {
  CLI::Option* of = serve->add_option(
      "--replica-of", arguments_.replica_of,
      "Keep the library a copy of another: the address of its server (with the token in "
      "VITRINE_ORIGIN_TOKEN, where it asks for one), or its folder; changes are made there");
  for (const char* other : {"SOURCE", "--name", "--allow-changes", "--source-root", "--watch"})
    of->excludes(other);
  serve
      ->add_option("--replica-seconds", arguments_.replica_seconds,
                   "Between two looks at the origin (default 2)")
      ->check(CLI::Range(1U, 86'400U))
      ->needs(of);
}

void Parser::add_limits(CLI::App* serve) {
  http::ServerOptions& limits = arguments_.limits;
  const auto option = [serve](const std::string& name, auto& value, const std::string& text) {
    std::string variable = "VITRINE_" + name;
    for (char& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return serve->add_option("--" + name, value, text)
        ->transform(not_below_zero())
        ->envname(variable)
        ->capture_default_str()
        ->group("Limits (also settings of the environment)");
  };
  option("max-connections", limits.max_connections,
         "Connections; the one that was idle longest gives way to one more");
  option("max-connections-per-client", limits.max_connections_per_client,
         "Those of one address; a proxy named by --trusted-proxy has no limit of its own");
  option("max-queued", limits.max_queued, "Searches, and SQL queries, that wait for a thread");
  option("max-queued-per-client", limits.max_queued_per_client,
         "Searches and queries of one address at once");
  option("slow-threads", limits.slow_threads, "Searches at once")->check(CLI::Range(1U, 256U));
  option("sql-queries", arguments_.sql.max_running, "SQL queries at once")
      ->check(CLI::Range(1, 256));
  option("sql-queries-per-user", arguments_.sql.max_running_per_user,
         "Those of one user, or of one address")
      ->check(CLI::Range(1, 256));
  option("sql-seconds", arguments_.sql_seconds, "For a query");
  option("sql-file-seconds", arguments_.sql_file_seconds,
         "For a query whose rows are downloaded, by a reader who may be slow");
  option("answer-memory", limits.waiting_answers.memory_bytes,
         "Bytes of answers in memory that wait for slow readers; more waits in files")
      ->transform(CLI::AsSizeValue(false))
      ->transform(not_below_zero());
  option("answer-files", limits.waiting_answers.file_bytes, "Bytes of such files")
      ->transform(CLI::AsSizeValue(false))
      ->transform(not_below_zero());
  option("answer-seconds", arguments_.answer_seconds, "For an answer, then it is given up");
  option("idle-seconds", arguments_.idle_seconds, "Between two requests of a connection");
  option("write-seconds", arguments_.write_seconds, "Without the client taking a byte");
  option("stop-seconds", arguments_.stop_seconds, "For requests under way when the server ends");
}

void Parser::add_token() {
  CLI::App* token =
      command(Command::kToken, "token", "Show the owner's token; make, list and revoke others'");
  token->add_option("ACTION", arguments_.action, "owner, list, add or revoke")
      ->required()
      ->check(CLI::IsMember({"owner", "list", "add", "revoke"}));
  token->add_option("NAME", arguments_.name, "Whose (add, revoke)");
  token
      ->add_option("--role", arguments_.role,
                   "reader (default), curator (also changes and notes), admin (also files of the "
                   "machine), proxy (names users)")
      ->check(CLI::IsMember({"reader", "curator", "admin", "proxy"}));
  token->add_option("--dataset", arguments_.datasets,
                    "Only datasets that fit, such as 'team/*'; may be repeated");
  token->add_flag("--named-by-proxy", arguments_.named_by_proxy,
                  "Without a token: of a user whom a proxy names (*: any other)");
  token->add_option("--token-file", arguments_.token_file, "Default: tokens in the library");
}

void Parser::add_models() {
  CLI::App* embed =
      command(Command::kEmbed, "embed",
              "Add a column of vectors that a model makes of the rows' text; who was interrupted "
              "goes on where they stopped");
  embed
      ->add_option("NAME", arguments_.name,
                   "Dataset (owner/name), or a file or folder to import first")
      ->required();
  embed
      ->add_option("--model", arguments_.model,
                   "Model of the BERT family: owner/name, fetched by `vitrine model pull`, or a "
                   "folder as ./NAME; or an endpoint as http://HOST/v1/embeddings#MODEL, to which "
                   "the rows' text is sent with the key in VITRINE_ENCODER_KEY")
      ->required();
  embed->add_option("--column", arguments_.column, "Name of the new column (default: embedding)");
  embed->add_option("--text", arguments_.texts,
                    "Column that is encoded, may be repeated (default: title and abstract, else "
                    "all texts)");
  embed->add_option("--memory", arguments_.memory_bytes, "For writing the column, such as 2GiB")
      ->transform(CLI::AsSizeValue(false))
      ->transform(not_below_zero());
  embed->add_flag("--json", arguments_.json, "Print JSON for programs");
  CLI::App* model = command(Command::kModel, "model",
                            "Fetch a model from the Hub into the cache of its clients, or list "
                            "those that are there");
  model->add_option("ACTION", arguments_.action, "pull or list")
      ->required()
      ->check(CLI::IsMember({"pull", "list"}));
  model->add_option("NAME", arguments_.model, "owner/name or owner/name@revision (pull)");
  model->add_flag("--json", arguments_.json, "list: print JSON for programs");
}

void Parser::add_reading() {
  CLI::App* list = command(Command::kList, "list", "List the library's datasets");
  list->add_flag("--json", arguments_.json, "Print JSON for programs");
  add_format(list);
  add_format(
      reading_command(Command::kInfo, "info", "Describe a dataset: configs, splits, columns"));
  CLI::App* rows =
      reading_command(Command::kRows, "rows", "Show rows in their order, or by condition and sort");
  add_parameters(rows, ask::Question::kSearch,
                 {"q", "typing", "mode", "like", "dislike", "vector", "column", "facets",
                  "facet_limit", "vectors", "highlights", "format"});
  add_format(rows);
  CLI::App* stats =
      reading_command(Command::kStats, "stats", "Show the statistics of every column");
  add_split(stats);
  add_format(stats);
  CLI::App* search =
      reading_command(Command::kSearch, "search", "Find rows by words and meaning, best first");
  search->add_option("QUERY", arguments_.query, parameter_help(ask::Question::kSearch, "q"))
      ->required();
  add_parameters(search, ask::Question::kSearch,
                 {"q", "typing", "vector", "vectors", "highlights", "format"});
  add_format(search);
  add_encoder(search);
  CLI::App* similar = reading_command(Command::kSimilar, "similar",
                                      "Find the rows nearest to one by vector, or by text");
  similar->add_option("ROW", arguments_.row, "Index of the row")
      ->required()
      ->transform(not_below_zero());
  add_parameters(similar, ask::Question::kSimilar, {"vectors"});
  add_format(similar);
  CLI::App* sql = reading_command(Command::kSql, "sql",
                                  "Query a dataset in SQL; each split is a table of its name");
  sql->add_option("QUERY", arguments_.query, "One SELECT statement")->required();
  add_format(sql);
  sql->add_option("--config", arguments_.config, parameter_help(ask::Question::kSql, "config"));
}

void Parser::add_writing() {
  CLI::App* out = command(Command::kExport, "export",
                          "Write a split as Parquet, JSON Lines or CSV, or a dataset as a folder");
  out->add_option("NAME", arguments_.name,
                  "Dataset (owner/name), or a file or folder to import first")
      ->required();
  out->add_option("--format", arguments_.format,
                  "parquet, jsonl or csv: one split (default: by the ending of --out); folder: all "
                  "of it with its card, ready to push to the Hub; site: a page of files")
      ->check(CLI::IsMember({"parquet", "jsonl", "csv", "folder", "site"}));
  out->add_option("--out", arguments_.out,
                  "File or folder to write (default: standard output, for jsonl and csv)");
  out->add_flag("--overwrite", arguments_.overwrite,
                "Replace the file, or the folder of an earlier export");
  add_split(out);
  CLI::App* remove = command(Command::kRemove, "remove",
                             "Take a dataset out of the library; it is kept for 30 days");
  remove->add_option("NAME", arguments_.name, "Dataset (owner/name)")->required();
  remove->add_flag("--for-good", arguments_.for_good,
                   "Delete it now, with its notes and what was kept of it before");
  CLI::App* restore =
      command(Command::kRestore, "restore",
              "Bring back a removed dataset with its notes and counts, or those of a backup");
  CLI::Option* what = restore->add_option("NAME", arguments_.name, "Removed dataset (owner/name)");
  CLI::Option* from = restore->add_option("--from", arguments_.folder,
                                          "Folder of a backup: bring back what the library lacks");
  what->excludes(from);
  restore
      ->add_flag("--overwrite", arguments_.overwrite,
                 "With --from: replace notes and counts that the library has")
      ->needs(from);
  restore->require_option(1, 2);
  command(Command::kBackup, "backup",
          "Copy what no import can make again (notes, counts) to a new folder")
      ->add_option("FOLDER", arguments_.folder, "Folder to write")
      ->required();
  command(Command::kGc, "gc",
          "Free the space of what nobody needs: replaced snapshots, remains of killed imports, "
          "of `vitrine embed` what nobody went on with for a week, "
          "datasets removed more than 30 days ago")
      ->add_flag("--empty-trash", arguments_.empty_trash,
                 "Delete every removed dataset now; `vitrine restore` cannot bring them back then");
  CLI::App* doctor = command(Command::kDoctor, "doctor",
                             "Check every byte of the library, and the machine; say what is wrong");
  doctor->add_option("NAME", arguments_.name, "Only this dataset");
  doctor->add_flag(
      "--repair", arguments_.repair,
      "Make indexes that are damaged or of an older version again from intact Parquet");
  doctor->add_flag("--json", arguments_.json, "Print JSON for programs");
  CLI::App* sample = command(Command::kSample, "sample",
                             "Write a synthetic conference of any size, to try things out");
  sample->add_option("--rows", arguments_.rows, "Papers (default 3700)")
      ->default_val(3700)
      ->transform(not_below_zero());
  sample->add_option("--seed", arguments_.seed, "Another seed is another conference (default 1)")
      ->default_val(1)
      ->transform(not_below_zero());
  sample->add_option("--out", arguments_.out, "Folder to write (default synthetic-conference)");
  add_encoder(command(Command::kMcp, "mcp",
                      "Answer an agent's questions over MCP on standard input and output"));
  command(Command::kCompletions, "completions",
          "Print a script that teaches a shell the commands and options of this program")
      ->add_option("SHELL", arguments_.shell, "Which shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command(Command::kManual, "man", "Print the manual page, in roff");
  command(Command::kVersion, "version", "Print the version")
      ->add_flag("--json", arguments_.json, "Print JSON for programs");
}

}  // namespace

Outline outline() {
  Arguments unused;
  return Parser(unused).outline();
}

std::optional<int> parse_arguments(int argc, char** argv, Arguments& arguments) {
  return Parser(arguments).parse(argc, argv);
}

}  // namespace vitrine::cli
