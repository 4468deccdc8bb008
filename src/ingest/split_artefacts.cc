#include "ingest/split_artefacts.h"

#include <atomic>
#include <thread>

#include "base/caught.h"
#include "base/file_error.h"
#include "duck/types.h"
#include "ingest/split_indexer.h"
#include "ingest/text_vector_indexer.h"
#include "ingest/vector_indexer.h"
#include "profile/statistics.h"
#include "profile/statistics_file.h"
#include "source/media_address.h"
#include "store/artefacts.h"
#include "store/snapshot.h"

namespace vitrine::ingest {
namespace {

Status write_statistics(duck::Connection& connection, const store::SplitManifest& split,
                        const schema::Features& features, const std::vector<std::string>& parts,
                        const fs::path& snapshot, const fs::path& parquet, const fs::path& index,
                        const ArtefactOptions& options) {
  std::vector<fs::path> files;
  for (const store::ParquetFile& file : split.parquet_files)
    files.push_back(parquet / file.filename);
  profile::ProfileInput input{duck::read_parquet_sql(files), features, "", {}, {}};
  input.file_of = [&](std::string_view address) {
    const std::string path = source::media_path_of(address);
    return path.empty() ? fs::path() : snapshot / path;
  };
  if (parts.size() > files.size()) input.parts = parts;  // large rows
  profile::ProfileOptions profile;
  profile.stop = options.stop;
  profile.progress = options.progress;
  profile.spill_directory = parquet;
  const Result<profile::SplitStatistics> statistics =
      profile::profile_split(connection, input, profile);
  if (!statistics) return statistics.error();
  return write_file_atomic(index / store::artefact_filename(store::Artefact::kStatistics),
                           profile::format_statistics(*statistics));
}

/// Nothing is told of work that goes on beside other work, until it is alone.
class ProgressOfTheSecond final : public ProgressSink {
 public:
  explicit ProgressOfTheSecond(ProgressSink* sink) : sink_(sink) {}
  void update(const ProgressUpdate& update) override {
    if (is_alone_ && sink_ != nullptr) sink_->update(update);
  }
  void set_alone() { is_alone_ = true; }

 private:
  ProgressSink* sink_;
  std::atomic<bool> is_alone_ = false;
};

/// What is made of the rows' vectors and of what their texts mean, from the row store and beside
/// it: the most of an import of many short rows. `is_alone` tells whether that other work is done.
Status make_vectors(const fs::path& index, const schema::Features& features,
                    const ArtefactOptions& options, const std::atomic<bool>& is_alone) {
  Status status = index_vectors(index, features, options.threads, options.progress, options.stop);
  if (!status) return status;
  // The other work is one thread. With as many threads as cores here, it had two thirds of a core
  // of two while it was the longer.
  status = index_text_vectors(index, features, options.threads, options.progress, options.stop,
                              [&] { return is_alone.load(); });
  if (!status) return status;
  return index_projections(index, features, options.threads, options.progress, options.stop);
}

}  // namespace

Status make_artefacts(duck::Connection& connection, const fs::path& snapshot,
                      const std::string& config, const store::SplitManifest& split,
                      const schema::Features& features, const ArtefactOptions& options) {
  const fs::path parquet = snapshot / store::parquet_path(config, split.name);
  const fs::path index = snapshot / store::index_path(config, split.name);
  std::error_code ec;
  fs::create_directories(index, ec);
  if (ec) return file_error("create", index, ec.value());
  SplitIndexer indexer(features, index);
  const Result<std::vector<std::string>> parts =
      indexer.read(connection, parquet, split, options.progress, options.stop);
  if (!parts) return parts.error();

  // The text index and the statistics take one core each for most of their time, so vectors are
  // made beside them. One that fails stops the other.
  std::stop_source failed;
  const std::stop_callback stopped(options.stop, [&] { failed.request_stop(); });
  ProgressOfTheSecond progress(options.progress);
  const ArtefactOptions beside{options.threads, &progress, failed.get_token()};
  Status second;
  Status first;
  std::atomic<bool> second_is_done = false;
  {
    const std::jthread thread([&] {
      second = caught([&]() -> Status {
        if (Status status = indexer.write_text_index(); !status) return status;
        return write_statistics(connection, split, features, *parts, snapshot, parquet, index,
                                beside);
      });
      if (!second) failed.request_stop();
      second_is_done = true;
    });
    first = caught([&] {
      return make_vectors(index, features, {options.threads, options.progress, failed.get_token()},
                          second_is_done);
    });
    if (!first) failed.request_stop();
    progress.set_alone();
  }  // waits
  const auto is_cancelled = [](const Status& status) {
    return !status && status.error().code() == ErrorCode::kCancelled;
  };
  const bool is_second_the_cause =
      !second && (first || (is_cancelled(first) && !is_cancelled(second)));
  return is_second_the_cause ? second : first;
}

}  // namespace vitrine::ingest
