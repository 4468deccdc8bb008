#include "ingest/import.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>

#include "base/caught.h"
#include "base/file_error.h"
#include "base/json_writer.h"
#include "duck/database.h"
#include "duck/sql_error.h"
#include "ingest/named_models.h"
#include "ingest/parquet_damage.h"
#include "ingest/parquet_export.h"
#include "ingest/partitions.h"
#include "ingest/relation.h"
#include "ingest/row_place.h"
#include "ingest/source_columns.h"
#include "ingest/split_artefacts.h"
#include "profile/statistics_file.h"
#include "store/dataset_folder.h"
#include "store/media_files.h"
#include "store/snapshot_check.h"
#include "store/split_layout.h"

namespace vitrine::ingest {
namespace {

/// Bumped when the same source would give another snapshot; not for a statistic that is new, which
/// tells itself.
constexpr std::string_view kPipelineVersion = "15";

/// Puts the config and split that is worked on into every update.
class SubjectProgress final : public ProgressSink {
 public:
  SubjectProgress(ProgressSink* sink, std::string subject)
      : sink_(sink), subject_(std::move(subject)) {}
  void update(const ProgressUpdate& update) override {
    if (sink_ == nullptr) return;
    ProgressUpdate named = update;
    named.subject = subject_;
    sink_->update(named);
  }

 private:
  ProgressSink* sink_;
  std::string subject_;
};

template <typename Visit>
Status for_each_file(const source::Source& source, Visit visit) {
  for (const source::SourceConfig& config : source.configs) {
    for (const source::SourceSplit& split : config.splits) {
      for (const source::SourceFile& file : split.files) {
        if (Status status = visit(file); !status) return status;
      }
    }
  }
  return {};
}

template <typename Visit>
Status for_each_media(const source::Source& source, Visit visit) {
  for (const source::SourceConfig& config : source.configs) {
    for (const source::SourceSplit& split : config.splits) {
      for (const source::MediaFile& file : split.media) {
        if (Status status = visit(file); !status) return status;
      }
    }
  }
  for (const source::MediaFile& file : source.card_pictures) {
    if (Status status = visit(file); !status) return status;
  }
  return {};
}

/// A SourceFile or MediaFile.
template <typename File>
Status check_unchanged(const File& file) {
  struct stat info = {};
  if (::stat(file.path.c_str(), &info) != 0)
    return errno_error("cannot read " + file.path.string() + " any more", errno);
  const std::int64_t modified =
      std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  if (static_cast<std::uint64_t>(info.st_size) != file.size_bytes || modified != file.modified_ns) {
    return invalid_argument(file.path.string() +
                            " changed while it was read; import it again when it is complete");
  }
  return {};
}

/// Everything that decides what the snapshot will hold.
Result<std::string> source_id(const source::Source& source, const ImportOptions& options,
                              ProgressSink* progress, const std::stop_token& stop) {
  Hasher128 hasher;
  ProgressUpdate update;
  update.stage = "hashing";
  hasher.update_field(kPipelineVersion);
  hasher.update_field(profile::statistics_form());
  hasher.update_field(std::to_string(store::kSnapshotFormatVersion));
  if (options.rows != nullptr) hasher.update_field("rows in an engine");
  hasher.update_field(source.owner + "/" + source.name);
  hasher.update_field(source.card ? source.card->text : std::string());
  for (const source::SourceConfig& config : source.configs) {
    hasher.update_field(config.name);
    hasher.update_field(config.features ? schema::features_json(*config.features) : std::string());
    hasher.update_field(source::read_options_text(config.reading));
    hasher.update_field(Partitions(config).text());
    for (const source::SourceSplit& split : config.splits) {
      hasher.update_field(split.name);
      hasher.update_field(std::to_string(split.files.size()));
    }
  }
  Status status = for_each_file(source, [&](const source::SourceFile& file) -> Status {
    if (stop.stop_requested()) return cancelled("stopped");
    const Result<Hash128> hash = hash_file(file.path);
    if (!hash) return hash.error();
    hasher.update_field(hash->hex());
    hasher.update_field(std::to_string(static_cast<int>(file.format)));
    update.bytes += file.size_bytes;
    if (progress != nullptr) progress->update(update);
    return {};
  });
  if (!status) return std::move(status).error();
  status = for_each_media(source, [&](const source::MediaFile& file) -> Status {
    if (stop.stop_requested()) return cancelled("stopped");
    const Result<Hash128> hash = hash_file(file.path);
    if (!hash) return hash.error();
    hasher.update_field(file.key);
    hasher.update_field(hash->hex());
    update.bytes += file.size_bytes;
    if (progress != nullptr) progress->update(update);
    return {};
  });
  if (!status) return std::move(status).error();
  return hasher.digest().hex();
}

void append_reading(std::string& out, const std::string& config, const ConfigRelation& relation) {
  if (!out.empty()) out += ',';
  JsonWriter json(out);
  json.begin_object().member("config", config).key("files_read").begin_array();
  for (const std::string& file : relation.files_read) json.value(file);
  json.end_array().key("notices").begin_array();
  for (const std::string& notice : relation.notices) json.value(notice);
  json.end_array().end_object();
}

class Importer {
 public:
  Importer(fs::path staging, duck::Connection connection, const store::Manifest& manifest,
           const ImportOptions& options, ProgressSink* progress, std::stop_token stop)
      : staging_(std::move(staging)),
        connection_(std::move(connection)),
        manifest_(manifest),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)) {}

  Result<store::ConfigManifest> import_config(const source::SourceConfig& config,
                                              std::vector<std::string>& notices);
  /// Copies what the card shows into the snapshot.
  Status keep_card_pictures(const std::vector<source::MediaFile>& files) const;
  /// Writes kReadingFile. Call it when all configs are imported.
  Status write_reading() const {
    return write_file_atomic(staging_ / store::kReadingFile, "[" + reading_ + "]");
  }

 private:
  Result<store::SplitManifest> import_split(const source::SourceConfig& config, std::size_t index,
                                            const ConfigRelation& relation);
  /// Copies what rows show into the snapshot.
  Status keep_media(const fs::path& folder, const std::vector<source::MediaFile>& files,
                    ProgressSink& progress) const;

  fs::path staging_;
  duck::Connection connection_;
  const store::Manifest& manifest_;  ///< Of the snapshot that is being made.
  const ImportOptions& options_;
  ProgressSink* progress_;
  std::stop_token stop_;
  std::string reading_;  // the elements of kReadingFile
};

Result<store::ConfigManifest> Importer::import_config(const source::SourceConfig& config,
                                                      std::vector<std::string>& notices) {
  SubjectProgress progress(progress_, config.name);
  Result<ConfigRelation> relation = make_relation(connection_, config, &progress, stop_);
  if (!relation) return named_by_column(connection_, config, std::move(relation).error(), stop_);
  notices.insert(notices.end(), relation->notices.begin(), relation->notices.end());
  append_reading(reading_, config.name, *relation);
  store::ConfigManifest manifest;
  manifest.name = config.name;
  manifest.features = relation->features;
  for (std::size_t i = 0; i < config.splits.size(); ++i) {
    for (const source::SourceFile& file : config.splits[i].files)
      manifest.num_bytes_original += file.size_bytes;
    for (const source::MediaFile& file : relation->splits[i].media)
      manifest.num_bytes_original += file.size_bytes;
    Result<store::SplitManifest> split = import_split(config, i, *relation);
    if (!split) {
      return named_by_column(
          connection_, config,
          with_its_place(connection_, relation->places, std::move(split).error(), stop_), stop_);
    }
    manifest.splits.push_back(*std::move(split));
  }
  name_models(relation->models, manifest, notices);
  return manifest;
}

Result<store::SplitManifest> Importer::import_split(const source::SourceConfig& config,
                                                    std::size_t index,
                                                    const ConfigRelation& relation) {
  const source::SourceSplit& source = config.splits[index];
  SubjectProgress progress(progress_, config.name + "/" + source.name);
  const fs::path parquet = staging_ / store::parquet_path(config.name, source.name);
  std::error_code ec;
  fs::create_directories(parquet, ec);
  if (ec) return file_error("create", parquet, ec.value());

  Status kept = keep_media(staging_ / store::media_folder(config.name, source.name),
                           relation.splits[index].media, progress);
  if (!kept) return std::move(kept).error();
  Result<ExportedSplit> exported = export_parquet(connection_, source, relation.splits[index],
                                                  relation.features, parquet, &progress, stop_);
  if (!exported) return std::move(exported).error();
  store::SplitManifest split{source.name, exported->num_rows, exported->num_bytes_memory,
                             std::move(exported->files)};
  Status made = make_artefacts(connection_, staging_, config.name, split, relation.features,
                               {options_.threads, &progress, stop_});
  if (!made) return std::move(made).error();
  if (options_.rows == nullptr) return split;
  const PlacedSplit placed{manifest_.dataset,
                           manifest_.snapshot_id,
                           config.name,
                           &split,
                           &relation.features,
                           parquet,
                           staging_ / store::index_path(config.name, source.name)};
  Result<RowsTaken> taken = options_.rows->take(connection_, placed, &progress, stop_);
  if (!taken) return std::move(taken).error();
  split.engine_index = std::move(taken->index);
  split.engine_columns = std::move(taken->columns);
  return split;
}

Status Importer::keep_card_pictures(const std::vector<source::MediaFile>& files) const {
  SubjectProgress progress(progress_, "card");
  return keep_media(staging_ / store::kCardPictures, files, progress);
}

Status Importer::keep_media(const fs::path& folder, const std::vector<source::MediaFile>& files,
                            ProgressSink& progress) const {
  ProgressUpdate update;
  update.stage = "copying";
  for (const source::MediaFile& file : files) {
    if (stop_.stop_requested()) return cancelled("stopped");
    if (file.size_bytes == 0) continue;
    const fs::path copy = folder / file.key;
    std::error_code ec;
    fs::create_directories(copy.parent_path(), ec);
    if (ec) return file_error("create", copy.parent_path(), ec.value());
    if (Status status = clone_file(file.path, copy); !status) return status;
    update.bytes += file.size_bytes;
    progress.update(update);
  }
  return {};
}

/// The outcome of an import that finds its content there already, if every byte of it is sound.
/// Errors: corrupt, with what is wrong; unsupported; io; cancelled.
Result<ImportOutcome> outcome_of_current(const store::Library& library,
                                         const store::DatasetName& dataset,
                                         const std::stop_token& stop) {
  const Result<std::shared_ptr<const store::Snapshot>> snapshot = library.open_snapshot(dataset);
  if (!snapshot) return snapshot.error();
  const Result<store::SnapshotReport> report = store::check_snapshot(**snapshot, stop);
  if (!report) return report.error();
  if (!report->is_sound()) return corrupt(report->damage.front().what);
  const store::Manifest& manifest = (*snapshot)->manifest();
  return ImportOutcome{
      dataset, manifest.snapshot_id, true, manifest.num_rows(), manifest.num_bytes_parquet(), {}};
}

/// Whether the library's snapshot of a dataset is what this import would make, perhaps with columns
/// that were added since; and the columns of vectors that go where it is not.
bool is_there(const store::Library& library, const store::DatasetName& dataset,
              const std::string& id, std::vector<std::string>& notices) {
  const Result<std::string> current = library.current_id(dataset);
  if (!current) return false;
  if (*current == id) return true;
  const Result<std::shared_ptr<const store::Snapshot>> snapshot = library.open_snapshot(dataset);
  if (!snapshot) return false;
  const store::Manifest& manifest = (*snapshot)->manifest();
  if (manifest.source_id == id) return true;
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const store::ColumnModel& made : config.models) {
      if (made.version.empty() && manifest.source_id.empty()) continue;  // the card named it
      notices.push_back("the column \"" + made.column + "\" of the data before was made by " +
                        made.model + "; `vitrine embed` makes it of this data");
    }
  }
  return false;
}

/// A dataset named after its file is not replaced by another file of the same name elsewhere; by a
/// file that only shares the name's stem (papers.jsonl, papers.parquet) it is, with a notice.
Status check_replaces(const store::Library& library, const store::DatasetName& dataset,
                      const source::Source& source, std::vector<std::string>& notices) {
  if (source.is_named || !library.current_id(dataset)) return {};
  const Result<std::shared_ptr<const store::Snapshot>> current = library.open_snapshot(dataset);
  // What cannot be opened any more may be replaced.
  if (!current || (*current)->manifest().origin == source.origin) return {};
  const fs::path before((*current)->manifest().origin);
  if (before.filename() == fs::path(source.origin).filename()) {
    return already_exists(
        "the library has a dataset of this name from another place; --name gives "
        "this one a name of its own, and --name " +
        dataset.id() + " replaces the other");
  }
  notices.push_back("replaces the dataset of this name that came from " +
                    before.filename().string());
  return {};
}

bool has_parquet(const source::Source& source) {
  for (const source::SourceConfig& config : source.configs) {
    for (const source::SourceSplit& split : config.splits) {
      if (std::ranges::find(split.files, source::FileFormat::kParquet,
                            &source::SourceFile::format) != split.files.end())
        return true;
    }
  }
  return false;
}

/// An import that reached its limit of memory, with what to do about it.
Error with_way_on(const Error& error, const source::Source& source, const ImportOptions& options) {
  constexpr std::uint64_t kGiB = std::uint64_t{1} << 30U;
  const std::uint64_t more = (4 * options.memory_bytes + kGiB - 1) / kGiB;
  std::string message = error.message() + ": give it more with --memory " + std::to_string(more) +
                        "GiB, of vitrine import, or of vitrine serve for what the page imports";
  if (has_parquet(source)) {
    message +=
        ", or write its rows in smaller groups: python3 -c \"import pyarrow.parquet as pq; "
        "pq.write_table(pq.read_table('FILE.parquet'), 'small.parquet', row_group_size=100)\"";
  }
  return {error.code(), std::move(message)};
}

Result<ImportOutcome> import_staged(const store::Library& library, const source::Source& source,
                                    const ImportOptions& options, ProgressSink* progress,
                                    const std::stop_token& stop) {
  const store::DatasetName dataset{source.owner, source.name};
  const Result<std::string> id = source_id(source, options, progress, stop);
  if (!id) return id.error();
  ImportOutcome outcome{dataset, *id, false, 0, 0, {}};
  if (is_there(library, dataset, *id, outcome.notices)) {
    // A damaged snapshot does not count as being there: it is made again.
    Result<ImportOutcome> there = outcome_of_current(library, dataset, stop);
    if (there || there.error().code() == ErrorCode::kCancelled) return there;
    outcome.notices.push_back("what was there was damaged and is made again: " +
                              there.error().message());
  }
  if (options.keep_namesakes) {
    if (Status status = check_replaces(library, dataset, source, outcome.notices); !status)
      return std::move(status).error();
  }
  Result<store::StagedSnapshot> staged = library.stage(dataset);
  if (!staged) return std::move(staged).error();
  const fs::path spill = staged->directory() / "spill";
  Result<duck::Database> database =
      duck::Database::open({.threads = options.threads,
                            .memory_limit_bytes = options.memory_bytes,
                            .temp_directory = spill,
                            .plans_are_simple = true});
  if (!database) return std::move(database).error();
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return std::move(connection).error();

  store::Manifest manifest;
  manifest.dataset = dataset;
  manifest.snapshot_id = *id;
  manifest.origin = source.origin;
  manifest.pushed_commit = options.pushed_commit;
  manifest.imported_at = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
  if (source.card) manifest.card = source.card->text;
  {
    Importer importer(staged->directory(), *std::move(connection), manifest, options, progress,
                      stop);
    for (const source::SourceConfig& config : source.configs) {
      Result<store::ConfigManifest> imported = importer.import_config(config, outcome.notices);
      if (!imported) return std::move(imported).error();
      manifest.configs.push_back(*std::move(imported));
    }
    if (source.card) {
      Status named = name_models(*source.card, manifest.configs, outcome.notices);
      if (!named) return std::move(named).error();
    }
    if (Status kept = importer.keep_card_pictures(source.card_pictures); !kept)
      return std::move(kept).error();
    if (Status status = importer.write_reading(); !status) return std::move(status).error();
  }
  Status unchanged = for_each_file(source, check_unchanged<source::SourceFile>);
  if (unchanged) unchanged = for_each_media(source, check_unchanged<source::MediaFile>);
  if (!unchanged) return std::move(unchanged).error();
  if (stop.stop_requested()) return cancelled("stopped");
  std::error_code ec;
  fs::remove_all(spill, ec);
  outcome.num_rows = manifest.num_rows();
  outcome.num_bytes_parquet = manifest.num_bytes_parquet();
  if (Status status = std::move(*staged).commit(std::move(manifest)); !status)
    return std::move(status).error();
  if (options.rows != nullptr) options.rows->committed(dataset);
  return outcome;
}

/// A dataset is what was pushed to it, or what was imported: never one under the other's name.
Status check_not_pushed(const store::Library& library, const source::Source& source,
                        const ImportOptions& options) {
  const store::DatasetName dataset{source.owner, source.name};
  std::error_code ignored;
  if (!options.pushed_commit.empty() ||
      !fs::exists(store::dataset_folder(library.home(), dataset) / store::kPushedRefs, ignored))
    return {};
  return already_exists("dataset " + dataset.id() +
                        " holds what clients of the Hub pushed to it: push its next version, "
                        "remove it first, or import under another name");
}

}  // namespace

Result<ImportOutcome> import_source(const store::Library& library, const source::Source& source,
                                    const ImportOptions& options, ProgressSink* progress,
                                    std::stop_token stop) {
  if (Status free = check_not_pushed(library, source, options); !free)
    return std::move(free).error();
  // A server that imports goes on whatever an import meets.
  Result<ImportOutcome> outcome =
      caught([&] { return import_staged(library, source, options, progress, stop); });
  // Whoever stopped it meant the import, and not the query or index that was at work.
  if (!outcome && outcome.error().code() == ErrorCode::kCancelled)
    return cancelled("the import was stopped");
  if (outcome || !duck::is_out_of_memory(outcome.error())) return outcome;
  return with_way_on(outcome.error(), source, options);
}

}  // namespace vitrine::ingest
