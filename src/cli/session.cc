#include "cli/session.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "cli/progress_display.h"
#include "endpoint/endpoint_model.h"
#include "engine/column_encoders.h"
#include "jobs/older_lists.h"
#include "source/source.h"
#include "store/engine_setting.h"

namespace vitrine::cli {

namespace {

sql::SqlSandboxOptions sql_options(const Arguments& arguments) {
  sql::SqlSandboxOptions options = arguments.sql;
  options.time_limit = std::chrono::seconds(arguments.sql_seconds);
  options.file_time_limit = std::chrono::seconds(arguments.sql_file_seconds);
  return options;
}

}  // namespace

Session::Session(const Arguments& arguments, store::Library library, std::stop_token stop)
    : arguments_(arguments),
      library_(std::move(library)),
      service_(library_, sql_options(arguments)),
      stop_(std::move(stop)) {}

Result<std::unique_ptr<Session>> Session::open(const Arguments& arguments, std::stop_token stop) {
  Result<fs::path> home = arguments.home.empty() ? store::Library::default_home()
                                                 : Result<fs::path>(fs::path(arguments.home));
  if (!home) return std::move(home).error();
  Result<store::Library> library = store::Library::open(*home);
  if (!library) return std::move(library).error();
  std::unique_ptr<Session> session(new Session(arguments, *std::move(library), std::move(stop)));
  if (Status found = session->find_engine(); !found) return std::move(found).error();
  std::optional<endpoint::EndpointOptions> endpoint;
  if (!arguments.encoder.empty()) {
    Result<endpoint::EndpointOptions> named = session->endpoint(arguments.encoder);
    if (!named) return std::move(named).error();
    endpoint = *std::move(named);
  }
  session->engine().use_models(std::make_unique<engine::ColumnEncoders>(std::move(endpoint)));
  return session;
}

Status Session::find_engine() {
  constexpr std::string_view kNone = "none";
  const bool is_named = !arguments_.engine.empty() && arguments_.engine != kNone;
  Storage& storage = posix_storage();
  Result<std::optional<store::EngineSetting>> setting =
      store::read_engine_setting(storage, library_.home());
  if (!setting) return std::move(setting).error();
  if (!is_named && !*setting) return {};
  Result<cluster::EngineAddress> address =
      cluster::parse_engine_address(is_named ? arguments_.engine : (*setting)->nodes);
  if (!address) return std::move(address).error();
  if (is_named) {
    Result<store::EngineSetting> kept =
        store::keep_engine_setting(storage, library_.home(), address->text());
    if (!kept) return std::move(kept).error();
    *setting = *std::move(kept);
  }
  auto engine = std::make_shared<const cluster::EngineClient>(*std::move(address));
  service_.engine().use_engine(engine);
  if (arguments_.engine != kNone)
    rows_ =
        std::make_unique<const load::EngineRows>(library_, (*setting)->library, std::move(engine));
  return {};
}

Result<endpoint::EndpointOptions> Session::endpoint(std::string_view address) const {
  Result<endpoint::EndpointAddress> parsed = endpoint::parse_endpoint(address);
  if (!parsed) return std::move(parsed).error();
  const char* key = std::getenv("VITRINE_ENCODER_KEY");
  return endpoint::EndpointOptions{.address = *std::move(parsed),
                                   .key = key != nullptr ? key : "",
                                   .cache = library_.home() / "encoder-cache"};
}

namespace {

/// What the options of the command line say about reading. Errors: invalid_argument.
Result<source::ReadOptions> read_options(const Arguments& arguments) {
  source::ReadOptions options;
  std::vector<std::string> vectors;
  for (const auto& [key, value] : arguments.reading) {
    Result<source::OptionOutcome> set = source::set_read_option(options, key, {{value}});
    if (!set) return std::move(set).error().in(key);
    if (key == "vectors") vectors.push_back(value);
  }
  options.vectors = std::move(vectors);
  for (const std::string& type : arguments.types) {
    if (Status status = source::add_type_option(options, type); !status)
      return std::move(status).error();
  }
  return options;
}

}  // namespace

Result<source::Source> Session::resolve(const std::vector<std::string>& sources,
                                        const std::string& name) const {
  Result<source::ReadOptions> reading = read_options(arguments_);
  if (!reading) return std::move(reading).error();
  ProgressDisplay progress(sources.empty() ? "" : sources.front());
  source::ResolveOptions options;
  options.dataset_name = name;
  options.stop = stop_;
  options.progress = &progress;
  options.spool_directory = library_.home() / "tmp";
  options.reading = *std::move(reading);
  return source::resolve_source(sources, options);
}

ingest::ImportOptions Session::import_options() const {
  ingest::ImportOptions options{.keep_namesakes = true};
  options.rows = rows_.get();
  if (arguments_.memory_bytes > 0) options.memory_bytes = arguments_.memory_bytes;
  return options;
}

void Session::keep_older_lists(const store::DatasetName& dataset, ProgressSink* progress) {
  const Status kept =
      vitrine::jobs::keep_older_lists(engine(), dataset, import_options(), progress, stop_);
  if (kept || kept.error().code() == ErrorCode::kCancelled) return;
  note(dataset.id() + ": the rows of its reading list cannot be found again in other data: " +
       kept.error().message());
}

Result<ingest::ImportOutcome> Session::import(const std::vector<std::string>& sources,
                                              const std::string& name) {
  const auto started = std::chrono::steady_clock::now();
  Result<source::Source> source = resolve(sources, name);
  if (!source && source.error().code() == ErrorCode::kCancelled)
    return cancelled("the import was stopped");
  if (!source) return std::move(source).error();
  const std::string id = source->owner + "/" + source->name;
  Result<ingest::ImportOutcome> outcome = [&] {
    ProgressDisplay progress(id);
    keep_older_lists({source->owner, source->name}, &progress);
    return ingest::import_source(library_, *source, import_options(), &progress, stop_);
  }();
  if (!outcome) return std::move(outcome).error().in(id);
  for (const std::string& notice : outcome->notices) note(id + ": " + notice);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (outcome->already_there) {
    note(id + ": already in the library with just this content, nothing to do");
  } else {
    note(id + ": imported " + row_count(outcome->num_rows) + ", " +
         byte_count(outcome->num_bytes_parquet) + " of Parquet, in " + duration_text(seconds));
  }
  return outcome;
}

Result<store::DatasetName> Session::dataset() {
  const std::string& name = arguments_.name;
  Result<store::DatasetName> dataset = store::DatasetName::parse_short(name);
  // A dataset of the library goes before a file that happens to be called the same.
  if (dataset && library_.current_id(*dataset)) return dataset;
  if (source::looks_like_source(name)) {
    Result<ingest::ImportOutcome> outcome = import({name}, "");
    if (!outcome) return std::move(outcome).error();
    return outcome->dataset;
  }
  if (!dataset) return dataset;
  return library_.current_id(*dataset).error();
}

Result<engine::OpenSplit> Session::open_split() {
  const Result<store::DatasetName> name = dataset();
  if (!name) return name.error();
  Result<engine::OpenSplit> place =
      engine().open(caller(), *name, arguments_.config, arguments_.split);
  if (!place) return place;
  return engine().with_labels(caller(), *std::move(place));
}

Status print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return errno_error("cannot write to standard output", errno);
  }
  return {};
}

void note(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace vitrine::cli
