#include "embedding/embed_column.h"

#include <algorithm>
#include <unordered_set>

#include "base/file_error.h"
#include "duck/types.h"
#include "embedding/vector_log.h"
#include "embedding/vector_rows.h"
#include "ingest/parquet_export.h"
#include "ingest/rebuild.h"
#include "ingest/split_artefacts.h"
#include "ingest/stored_texts.h"
#include "store/dataset_folder.h"
#include "store/split_layout.h"

namespace vitrine::embedding {
namespace {

/// Texts that are encoded together: cores find batches of like lengths among them, and what an
/// interruption loses is seconds.
constexpr std::size_t kBlockRows = 256;

/// One run over a dataset whose lock is held.
class ColumnFiller {
 public:
  ColumnFiller(const store::Snapshot& snapshot, const encoder::TextModel& model,
               const EmbedOptions& options, VectorLog log, ProgressSink* progress,
               std::stop_token stop)
      : snapshot_(snapshot),
        model_(model),
        options_(options),
        log_(std::move(log)),
        progress_(progress),
        stop_(std::move(stop)) {
    outcome_.num_rows = snapshot.manifest().num_rows();
    outcome_.num_resumed = log_.size();
  }

  /// Makes the vectors of all rows.
  Status encode();
  /// Writes Parquet and indexes with the column, and says so in the manifest.
  Status write(duck::Connection& connection, const fs::path& staging, store::Manifest& manifest);
  const EmbedOutcome& outcome() const { return outcome_; }

 private:
  Result<store::SplitLayout> layout_of(const store::ConfigManifest& config) const;
  Status encode_split(const store::ConfigManifest& config, const store::SplitManifest& split,
                      const store::SplitLayout& layout);
  Status encode_block(std::span<const std::string> texts, std::span<const Hash128> hashes);
  Result<store::SplitManifest> write_split(duck::Connection& connection, const fs::path& staging,
                                           const store::ConfigManifest& config,
                                           const store::SplitManifest& split, std::size_t number);
  void tell(const store::ConfigManifest& config, const store::SplitManifest& split,
            std::uint64_t rows) const;

  const store::Snapshot& snapshot_;
  const encoder::TextModel& model_;
  const EmbedOptions& options_;
  VectorLog log_;
  ProgressSink* progress_;
  std::stop_token stop_;
  EmbedOutcome outcome_;
  std::vector<std::vector<Hash128>> texts_;  ///< Of each split that has text, its rows'.
};

/// Which columns are read. Errors: not_found for one that is none; unsupported for one without
/// text.
Result<store::SplitLayout> ColumnFiller::layout_of(const store::ConfigManifest& config) const {
  store::SplitLayout layout(config.features);
  if (options_.texts.empty()) return layout;
  layout.meaning_columns.clear();
  for (const std::string& name : options_.texts) {
    const std::optional<std::size_t> column = schema::find_column(config.features, name);
    if (!column) return not_found("config \"" + config.name + "\" has no column \"" + name + "\"");
    if (!config.features[*column].type.contains_text())
      return unsupported("the column \"" + name + "\" holds no text");
    layout.meaning_columns.push_back(*column);
  }
  return layout;
}

void ColumnFiller::tell(const store::ConfigManifest& config, const store::SplitManifest& split,
                        std::uint64_t rows) const {
  if (progress_ == nullptr) return;
  const std::string subject = config.name + "/" + split.name;
  ProgressUpdate update;
  update.stage = "encoding";
  update.subject = subject;
  update.rows = rows;
  update.rows_total = split.num_rows;
  progress_->update(update);
}

Status ColumnFiller::encode() {
  bool has_text = false;
  for (const store::ConfigManifest& config : snapshot_.manifest().configs) {
    const Result<store::SplitLayout> layout = layout_of(config);
    if (!layout) return layout.error();
    if (layout->meaning_columns.empty()) continue;
    has_text = true;
    for (const store::SplitManifest& split : config.splits) {
      if (Status status = encode_split(config, split, *layout); !status) return status;
    }
  }
  if (!has_text) return unsupported("no column holds text that a model could encode");
  return {};
}

Status ColumnFiller::encode_split(const store::ConfigManifest& config,
                                  const store::SplitManifest& split,
                                  const store::SplitLayout& layout) {
  const Result<ingest::StoredTexts> stored = ingest::StoredTexts::open(
      snapshot_.directory() / store::index_path(config.name, split.name), layout);
  if (!stored) return stored.error();
  const meaning::RowTexts read = stored->texts();
  std::vector<Hash128>& hashes = texts_.emplace_back();
  tell(config, split, 0);
  for (std::uint64_t first = 0; first < split.num_rows; first += kBlockRows) {
    if (stop_.stop_requested()) return cancelled("stopped");
    std::vector<std::string> texts(std::min<std::uint64_t>(kBlockRows, split.num_rows - first));
    if (Status status = read(first, texts); !status) return status;
    for (const std::string& text : texts) {
      const bool is_empty = text.find_first_not_of(" \t\r\n") == std::string::npos;
      hashes.push_back(is_empty ? kNoText : hash128(text));
      outcome_.num_vectors += is_empty ? 0 : 1;
    }
    const Status status = encode_block(texts, std::span(hashes).subspan(first));
    if (!status) return status;
    tell(config, split, first + texts.size());
  }
  return {};
}

/// Those of a block that have no vector yet.
Status ColumnFiller::encode_block(std::span<const std::string> texts,
                                  std::span<const Hash128> hashes) {
  std::vector<std::string_view> missing;
  std::vector<Hash128> names;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool is_new = hashes[i] != kNoText && !log_.has(hashes[i]) &&
                        std::ranges::find(names, hashes[i]) == names.end();
    if (!is_new) continue;
    missing.push_back(texts[i]);
    names.push_back(hashes[i]);
  }
  if (missing.empty()) return {};
  std::vector<float> vectors(missing.size() * model_.dimension());
  if (Status encoded = model_.encode(missing, encoder::TextRole::kPassage, vectors, stop_);
      !encoded)
    return encoded;
  return log_.append(names, vectors);
}

Status ColumnFiller::write(duck::Connection& connection, const fs::path& staging,
                           store::Manifest& manifest) {
  if (Status taken = ingest::take_over_rest(snapshot_, staging); !taken) return taken;
  std::size_t number = 0;
  schema::Feature type = schema::Feature::list(schema::Feature::value("float32"),
                                               static_cast<std::uint32_t>(model_.dimension()));
  type.declared_vector = model_.dimension() < schema::kLeastVectorLength;
  for (store::ConfigManifest& config : manifest.configs) {
    const Result<store::SplitLayout> layout = layout_of(config);
    if (!layout) return layout.error();
    const bool has_text = !layout->meaning_columns.empty();
    if (has_text) {
      config.features.push_back({options_.column, type});
      config.models.push_back({options_.column, model_.name(), model_.version()});
    }
    for (store::SplitManifest& split : config.splits) {
      if (has_text) {
        Result<store::SplitManifest> written =
            write_split(connection, staging, config, split, number++);
        if (!written) return std::move(written).error();
        split = *std::move(written);
      } else if (Status taken = ingest::take_over_parquet(snapshot_, config, split, staging);
                 !taken) {
        return taken;
      }
      Status made = ingest::make_artefacts(connection, staging, config.name, split, config.features,
                                           {options_.import.threads, progress_, stop_});
      if (!made) return made;
    }
  }
  return {};
}

Result<store::SplitManifest> ColumnFiller::write_split(duck::Connection& connection,
                                                       const fs::path& staging,
                                                       const store::ConfigManifest& config,
                                                       const store::SplitManifest& split,
                                                       std::size_t number) {
  if (Status whole = snapshot_.check_parquet(config.name, split); !whole)
    return std::move(whole).error();
  const fs::path folder = staging / store::parquet_path(config.name, split.name);
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return file_error("create", folder, ec.value());
  std::vector<fs::path> files;
  for (const store::ParquetFile& file : split.parquet_files)
    files.push_back(snapshot_.parquet_file(config.name, split.name, file.filename));
  const Result<std::string> vectors =
      connection.add_rows(vector_rows(options_.column, texts_[number], log_));
  if (!vectors) return vectors.error();
  const Result<std::string> type = duck::sql_type(config.features.back().type);
  if (!type) return type.error();
  const std::string name = quote_identifier(options_.column);
  const ingest::SplitRelation relation{"SELECT rows.*, vectors." + name + "::" + *type + " AS " +
                                           name + " FROM " + duck::read_parquet_sql(files) +
                                           " rows POSITIONAL JOIN (SELECT * FROM " + *vectors +
                                           ") vectors",
                                       split.num_rows};
  Result<ingest::ExportedSplit> exported =
      ingest::export_parquet(connection, source::SourceSplit{split.name, {}, {}}, relation,
                             config.features, folder, progress_, stop_);
  if (!exported) return std::move(exported).error();
  if (exported->num_rows != split.num_rows)
    return internal_error("the Parquet with vectors has another number of rows");
  return store::SplitManifest{split.name, exported->num_rows, exported->num_bytes_memory,
                              std::move(exported->files)};
}

Status check_is_new(const store::Manifest& manifest, const std::string& column) {
  if (manifest.has_engine_rows()) {
    return unsupported("no column is added to rows that an engine holds: import " +
                       manifest.dataset.id() + " with --engine none and add it there");
  }
  for (const store::ConfigManifest& config : manifest.configs) {
    if (!schema::find_column(config.features, column)) continue;
    const store::ColumnModel* made = config.find_model(column);
    return already_exists(manifest.dataset.id() + " has a column \"" + column + "\" already" +
                          (made != nullptr ? ", made by the model " + made->model : std::string()) +
                          "; --column gives the new one another name");
  }
  return {};
}

/// Names what the vectors depend on, so that those of another model are never taken for them.
std::string log_name(const encoder::TextModel& model) {
  Hasher128 hasher;
  hasher.update_field(model.name());
  hasher.update_field(model.version());
  hasher.update_field(std::to_string(model.dimension()));
  return "vectors-" + hasher.digest().hex() + ".partial";
}

std::string snapshot_id_of(const store::Manifest& before, const encoder::TextModel& model,
                           const EmbedOptions& options) {
  Hasher128 hasher;
  hasher.update_field(before.snapshot_id);
  hasher.update_field(model.name());
  hasher.update_field(model.version());
  hasher.update_field(options.column);
  for (const std::string& text : options.texts) hasher.update_field(text);
  return hasher.digest().hex();
}

}  // namespace

Result<EmbedOutcome> embed_column(const store::Library& library, const store::DatasetName& dataset,
                                  const encoder::TextModel& model, const EmbedOptions& options,
                                  ProgressSink* progress, const std::stop_token& stop) {
  Result<store::StagedSnapshot> staged = library.stage(dataset);
  if (!staged) return std::move(staged).error();
  const Result<std::shared_ptr<const store::Snapshot>> snapshot = library.open_snapshot(dataset);
  if (!snapshot) return snapshot.error();
  store::Manifest manifest = (*snapshot)->manifest();
  if (Status is_new = check_is_new(manifest, options.column); !is_new)
    return std::move(is_new).error();
  const fs::path log_path = store::dataset_folder(library.home(), dataset) / log_name(model);
  Result<VectorLog> log = VectorLog::open(log_path, model.dimension());
  if (!log) return std::move(log).error();
  ColumnFiller filler(**snapshot, model, options, *std::move(log), progress, stop);
  if (Status encoded = filler.encode(); !encoded) return std::move(encoded).error();

  const fs::path spill = staged->directory() / "spill";
  {
    Result<duck::Database> database =
        duck::Database::open({.threads = options.import.threads,
                              .memory_limit_bytes = options.import.memory_bytes,
                              .temp_directory = spill});
    if (!database) return std::move(database).error();
    Result<duck::Connection> connection = duck::Connection::open(*database);
    if (!connection) return std::move(connection).error();
    if (Status written = filler.write(*connection, staged->directory(), manifest); !written)
      return std::move(written).error();
  }
  if (stop.stop_requested()) return cancelled("stopped");
  std::error_code ignored;
  fs::remove_all(spill, ignored);
  EmbedOutcome outcome = filler.outcome();
  if (manifest.source_id.empty()) manifest.source_id = manifest.snapshot_id;
  manifest.snapshot_id = snapshot_id_of(manifest, model, options);
  outcome.snapshot_id = manifest.snapshot_id;
  if (Status committed = std::move(*staged).commit(std::move(manifest)); !committed)
    return std::move(committed).error();
  fs::remove(log_path, ignored);
  return outcome;
}

}  // namespace vitrine::embedding
