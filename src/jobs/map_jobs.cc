#include "jobs/map_jobs.h"

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <span>

#include "atlas/map_builder.h"
#include "base/json_parse.h"
#include "schema/roles.h"
#include "search/row_json.h"
#include "store/artefacts.h"

namespace vitrine::jobs {
namespace {

constexpr std::size_t kMostWaiting = 16;
constexpr int kNice = 5;

/// What part of the work a stage is, measured on 92,299 vectors of 256 values.
struct StageShare {
  std::string_view stage;
  double begin;
  double end;
};
constexpr StageShare kStages[] = {
    {"neighbours", 0, 0.64}, {"layout", 0.64, 0.92}, {"clusters", 0.92, 0.98}, {"labels", 0.98, 1}};

double fraction_of(const ProgressUpdate& update) {
  for (const StageShare& share : kStages) {
    if (share.stage != update.stage) continue;
    const double part = update.rows_total == 0 ? 0
                                               : static_cast<double>(update.rows) /
                                                     static_cast<double>(update.rows_total);
    return share.begin + (share.end - share.begin) * part;
  }
  return 0;
}

/// The column whose words name the clusters: the title, else the first column of text.
std::optional<std::size_t> naming_column(const search::Split& split) {
  const std::vector<schema::Role> roles = schema::infer_roles(split.features());
  const auto title = std::ranges::find(roles, schema::Role::kTitle);
  if (title != roles.end()) return static_cast<std::size_t>(title - roles.begin());
  const std::vector<std::size_t>& texts = split.layout().text_columns;
  return texts.empty() ? std::nullopt : std::optional(texts.front());
}

atlas::TitleReader titles_of(const search::Split& split, const std::stop_token& stop) {
  const std::optional<std::size_t> column = naming_column(split);
  if (!column) return {};
  return [&split, stop, column = *column](const std::vector<std::uint64_t>& rows,
                                          const atlas::TitleVisitor& visit) -> Status {
    const std::size_t columns[] = {column};
    Status status = split.visit_cells(rows, columns, [&](std::size_t i, auto cells) {
      const Result<boost::json::value> cell = parse_json(cells[0]);
      if (cell && cell->is_string()) visit(rows[i], cell->get_string());
      return !stop.stop_requested();
    });
    if (status && stop.stop_requested()) return cancelled("the map was stopped");
    return status;
  };
}

Status make_map(const search::Split& split, std::size_t column, unsigned threads,
                ProgressSink& progress, const std::stop_token& stop) {
  const Result<vector::AnyVectorMatrix> vectors = split.all_vectors(column);
  if (!vectors) return vectors.error();
  const atlas::MapInput input{*vectors, titles_of(split, stop)};
  const Result<atlas::AtlasMap> map = atlas::build_map(input, threads, &progress, stop);
  if (!map) return map.error();
  const store::Snapshot& snapshot = split.snapshot();
  const std::string& config = split.config().name;
  const std::string& name = split.split().name;
  if (Status made = snapshot.make_derived_folder(config, name); !made) return made;
  return atlas::write_map_file(
      snapshot.derived_file(config, name, store::artefact_filename(store::Artefact::kMap, column)),
      *map);
}

}  // namespace

struct MapJobs::Job {
  std::string key;
  std::shared_ptr<const search::Split> split;
  std::size_t column = 0;
  std::stop_source stop;
  std::shared_ptr<const MapProgress> progress = std::make_shared<MapProgress>();
  std::optional<Error> error;  // of a job that has ended
};

class MapJobs::JobProgress final : public ProgressSink {
 public:
  JobProgress(std::mutex& mutex, Job& job) : mutex_(mutex), job_(job) {}

  void update(const ProgressUpdate& update) override {
    const std::lock_guard lock(mutex_);
    const double fraction = std::max(fraction_of(update), job_.progress->fraction);
    job_.progress = std::make_shared<const MapProgress>(
        MapProgress{std::string(update.stage), update.rows, update.rows_total, fraction});
  }

 private:
  std::mutex& mutex_;
  Job& job_;
};

MapJobs::MapJobs(unsigned threads)
    : threads_(std::max(1U, threads)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

MapJobs::~MapJobs() {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, job] : jobs_) job->stop.request_stop();
  }
  thread_.request_stop();
  thread_.join();
}

std::string MapJobs::key_of(const search::Split& split, std::size_t column) {
  return split.snapshot().manifest().dataset.id() + "/" + split.key() + "/" +
         std::to_string(column);
}

Result<std::shared_ptr<const atlas::MapFile>> MapJobs::open_map(const search::Split& split,
                                                                std::size_t column) {
  Result<atlas::MapFile> file = atlas::MapFile::open(
      split.snapshot().derived_file(split.config().name, split.split().name,
                                    store::artefact_filename(store::Artefact::kMap, column)));
  if (!file) return file.error();
  if (file->num_rows() != split.num_rows()) return corrupt("the map is of another split");
  return std::make_shared<const atlas::MapFile>(*std::move(file));
}

Result<MapJobs::Answer> MapJobs::ask(const std::shared_ptr<const search::Split>& split,
                                     std::size_t column) {
  const std::string key = key_of(*split, column);
  const std::lock_guard lock(mutex_);
  if (std::shared_ptr<const atlas::MapFile> map = open_[key].lock())
    return Answer{std::move(map), {}};
  if (const auto job = jobs_.find(key); job != jobs_.end()) {
    if (!job->second->error) return Answer{{}, job->second->progress};
    const Error error = *job->second->error;
    jobs_.erase(job);
    return error;
  }
  if (Result<std::shared_ptr<const atlas::MapFile>> map = open_map(*split, column)) {
    std::erase_if(open_, [](const auto& entry) { return entry.second.expired(); });
    open_[key] = *map;
    return Answer{*std::move(map), {}};
  }
  if (waiting_.size() >= kMostWaiting) {
    return unavailable("too many maps are waiting to be made; ask again later");
  }
  const auto job = std::make_shared<Job>();
  job->key = key;
  job->split = split;
  job->column = column;
  jobs_.emplace(key, job);
  waiting_.push_back(job);
  wake_.notify_one();
  return Answer{{}, job->progress};
}

bool MapJobs::cancel(const search::Split& split, std::size_t column) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(key_of(split, column));
  if (found == jobs_.end() || found->second->error) return false;
  const std::shared_ptr<Job> job = found->second;
  job->stop.request_stop();
  jobs_.erase(found);
  std::erase(waiting_, job);
  ended_.notify_all();
  return true;
}

/// Of the mutex.
bool MapJobs::is_idle() const {
  return std::ranges::all_of(jobs_, [](const auto& job) { return job.second->error.has_value(); });
}

void MapJobs::wait_until_idle() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return is_idle(); });
}

void MapJobs::run(const std::stop_token& stop) {
  // On Linux this is of the calling thread, and those that it starts inherit it.
  setpriority(PRIO_PROCESS, 0, kNice);
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      job = waiting_.front();
      waiting_.pop_front();
    }
    JobProgress progress(mutex_, *job);
    try {
      finish(job, make_map(*job->split, job->column, threads_, progress, job->stop.get_token()));
    } catch (const std::exception& failure) {  // no memory left
      finish(job, internal_error(failure.what()));
    }
  }
}

void MapJobs::finish(const std::shared_ptr<Job>& job, const Status& status) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(job->key);
  // A job that was cancelled is not there any more, or another took its place.
  if (found == jobs_.end() || found->second != job) return;
  if (status) {
    jobs_.erase(found);
  } else {
    job->error = status.error();
    job->split.reset();
  }
  ended_.notify_all();
}

}  // namespace vitrine::jobs
