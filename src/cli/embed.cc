// `vitrine embed`, and `vitrine import --embed`: a column of vectors from the rows' text.
#include <chrono>

#include "base/json_writer.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "embedding/embed_column.h"
#include "endpoint/endpoint_model.h"
#include "models/text_models.h"

namespace vitrine::cli {
namespace {

std::string outcome_json(const store::DatasetName& dataset, const encoder::TextModel& model,
                         const std::string& column, const embedding::EmbedOutcome& outcome) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("dataset", dataset.id()).member("snapshot", outcome.snapshot_id);
  json.member("column", column).member("model", model.name());
  json.member("dimension", static_cast<std::uint64_t>(model.dimension()));
  json.member("num_rows", outcome.num_rows).member("num_vectors", outcome.num_vectors);
  json.member("num_resumed", outcome.num_resumed).end_object();
  return text + "\n";
}

embedding::EmbedOptions options_of(const Arguments& arguments) {
  embedding::EmbedOptions options;
  if (!arguments.column.empty()) options.column = arguments.column;
  options.texts = arguments.texts;
  if (arguments.memory_bytes > 0) options.import.memory_bytes = arguments.memory_bytes;
  return options;
}

/// Whether the column is there already, made by the model.
Result<bool> has_column(const store::Library& library, const store::DatasetName& dataset,
                        const std::string& column, const std::string& model) {
  const Result<std::shared_ptr<const store::Snapshot>> snapshot = library.open_snapshot(dataset);
  if (!snapshot) return snapshot.error();
  for (const store::ConfigManifest& config : (*snapshot)->manifest().configs) {
    const store::ColumnModel* made = config.find_model(column);
    if (made != nullptr && made->model == model) return true;
  }
  return false;
}

/// The model that was named, of this machine or behind an address.
Result<std::shared_ptr<const encoder::TextModel>> open_model(const Session& session,
                                                             const store::DatasetName& dataset) {
  const std::string& name = session.arguments().model;
  if (!endpoint::is_endpoint(name)) return models::open_text_model(name);
  Result<endpoint::EndpointOptions> options = session.endpoint(name);
  if (!options) return std::move(options).error();
  note(dataset.id() + ": the text of its rows is sent to " + options->address.shown);
  Result<std::shared_ptr<const endpoint::EndpointModel>> model = endpoint::EndpointModel::open(
      *std::move(options), session.stop(), encoder::TextRole::kPassage);
  if (!model) return std::move(model).error();
  return std::shared_ptr<const encoder::TextModel>(*std::move(model));
}

/// What the column's metadata calls the model that was named.
std::string kept_name(const std::string& model) {
  const Result<endpoint::EndpointAddress> address = endpoint::parse_endpoint(model);
  return endpoint::is_endpoint(model) && address ? address->shown : model;
}

}  // namespace

Status embed(Session& session, const store::DatasetName& dataset, bool may_be_there) {
  const Arguments& arguments = session.arguments();
  const embedding::EmbedOptions options = options_of(arguments);
  if (may_be_there) {
    const Result<bool> there =
        has_column(session.library(), dataset, options.column, kept_name(arguments.model));
    if (!there) return there.error();
    if (*there) return {};
  }
  const auto model = open_model(session, dataset);
  if (!model) return model.error();
  const auto started = std::chrono::steady_clock::now();
  const Result<embedding::EmbedOutcome> outcome = [&] {
    ProgressDisplay progress(dataset.id());
    session.keep_older_lists(dataset, &progress);
    return embedding::embed_column(session.library(), dataset, **model, options, &progress,
                                   session.stop());
  }();
  if (!outcome && outcome.error().code() == ErrorCode::kCancelled)
    return cancelled(dataset.id() +
                     ": stopped; what was encoded is kept, and the same command goes on there");
  if (!outcome && outcome.error().code() == ErrorCode::kUnavailable &&
      endpoint::is_endpoint(arguments.model))
    return unavailable(outcome.error().message() +
                       "; what was encoded is kept, and the same command goes on there");
  if (!outcome) return outcome.error();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  note(dataset.id() + ": " + options.column + " has " + with_thousands(outcome->num_vectors) +
       " vectors of " + std::to_string((*model)->dimension()) + " values by " + (*model)->name() +
       ", made in " + duration_text(seconds) +
       (outcome->num_resumed > 0
            ? ", after " + with_thousands(outcome->num_resumed) + " of an interrupted run"
            : ""));
  if (arguments.command == Command::kImport) return {};
  return print(arguments.json ? outcome_json(dataset, **model, options.column, *outcome)
                              : dataset.id() + "\n");
}

Status run_embed(Session& session) {
  const Result<store::DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  return embed(session, *dataset, false);
}

}  // namespace vitrine::cli
