#include "jobs/import_queue.h"

#include <algorithm>

#include "base/caught.h"
#include "ingest/import.h"
#include "jobs/older_lists.h"
#include "pushed/pushed_repository.h"
#include "source/web_file.h"

namespace vitrine::jobs {
namespace {

using State = ImportJob::State;

bool is_over(State state) {
  return state == State::kDone || state == State::kFailed || state == State::kCancelled;
}

std::string label_of(std::string_view source) {
  if (source.starts_with("hf://")) return std::string(source);
  if (source::is_web_address(source))
    return source::web_file_name(source);  // without what may be secret
  while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
  const std::size_t slash = source.rfind('/');
  return std::string(slash == std::string_view::npos ? source : source.substr(slash + 1));
}

}  // namespace

std::string_view import_state_name(State state) {
  switch (state) {
    case State::kWaiting:
      return "waiting";
    case State::kRunning:
      return "running";
    case State::kDone:
      return "done";
    case State::kFailed:
      return "failed";
    case State::kCancelled:
      return "cancelled";
  }
  return "";
}

class ImportQueue::Sink : public ProgressSink {
 public:
  Sink(ImportQueue& queue, std::uint64_t id) : queue_(queue), id_(id) {}

  void update(const ProgressUpdate& update) override {
    const std::lock_guard lock(queue_.mutex_);
    Entry* entry = queue_.find(id_);
    if (entry == nullptr) return;
    entry->job.stage = update.stage;
    entry->job.subject = update.subject;
    entry->job.rows = update.rows;
    entry->job.rows_total = update.rows_total;
    entry->job.bytes = update.bytes;
    entry->job.bytes_total = update.bytes_total;
  }

 private:
  ImportQueue& queue_;
  std::uint64_t id_;
};

ImportQueue::ImportQueue(engine::Engine& engine, Ended ended, ingest::ImportOptions options)
    : engine_(engine),
      ended_(std::move(ended)),
      options_(options),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

ImportQueue::~ImportQueue() {
  thread_.request_stop();
  {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_) entry.stop.request_stop();
  }
  thread_.join();
  std::error_code ignored;
  for (const Entry& entry : entries_) {
    if (!entry.request.scratch.empty()) fs::remove_all(entry.request.scratch, ignored);
  }
}

Result<std::uint64_t> ImportQueue::add(ImportRequest request) {
  if (request.source.empty()) return invalid_argument("There is no source to import.");
  if (request.source == "-") {
    return invalid_argument("Standard input is the server's own; name a file or hf://owner/name.");
  }
  const std::lock_guard lock(mutex_);
  if (!request.pushed_commit.empty()) forget_superseded(request.dataset_name);
  const auto waiting = std::ranges::count_if(
      entries_, [](const Entry& entry) { return entry.job.state == State::kWaiting; });
  if (static_cast<std::size_t>(waiting) >= kMostWaiting)
    return unavailable("Too many imports are waiting; try again when some are done.");
  forget_old();
  Entry entry;
  entry.job.id = ++last_id_;
  entry.job.label = label_of(request.source);
  if (!request.beside.empty())
    entry.job.label += " and " + std::to_string(request.beside.size()) + " more";
  entry.job.asked_by = request.asked_by;
  entry.request = std::move(request);
  entries_.push_back(std::move(entry));
  changed_.notify_all();
  return last_id_;
}

Status ImportQueue::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  Entry* entry = find(id);
  if (entry == nullptr) return not_found("There is no import " + std::to_string(id) + ".");
  if (is_over(entry->job.state)) {
    std::erase_if(entries_, [&](const Entry& one) { return one.job.id == id; });
  } else if (entry->job.state == State::kWaiting) {
    entry->job.state = State::kCancelled;
    changed_.notify_all();
    std::error_code ignored;
    if (!entry->request.scratch.empty()) fs::remove_all(entry->request.scratch, ignored);
    settle_push(entry->request);
  } else {
    entry->stop.request_stop();
  }
  return {};
}

void ImportQueue::stop_imports_of(const std::string& dataset) {
  const auto is_of_it = [&](const Entry& entry) {
    return !is_over(entry.job.state) &&
           (entry.job.dataset == dataset || entry.request.dataset_name == dataset);
  };
  std::vector<std::uint64_t> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
      if (is_of_it(entry)) ids.push_back(entry.job.id);
    }
  }
  for (const std::uint64_t id : ids) static_cast<void>(cancel(id));
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return std::ranges::none_of(entries_, is_of_it); });
}

std::vector<ImportJob> ImportQueue::jobs() const {
  const std::lock_guard lock(mutex_);
  std::vector<ImportJob> jobs;
  for (const Entry& entry : entries_) jobs.push_back(entry.job);
  return jobs;
}

void ImportQueue::wait_until_idle() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] {
    return std::ranges::all_of(entries_,
                               [](const Entry& entry) { return is_over(entry.job.state); });
  });
}

/// That a commit was imported, or will not be.
void ImportQueue::settle_push(const ImportRequest& request) const {
  const Result<store::DatasetName> name = store::DatasetName::parse(request.dataset_name);
  if (request.pushed_commit.empty() || !name) return;
  if (const auto repository = pushed::PushedRepository::open(engine_.library().home(), *name))
    repository->clear_pending(request.pushed_commit);
}

ImportQueue::Entry* ImportQueue::find(std::uint64_t id) {
  const auto it =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.job.id == id; });
  return it == entries_.end() ? nullptr : &*it;
}

void ImportQueue::forget_superseded(const std::string& dataset) {
  std::erase_if(entries_, [&](const Entry& entry) {
    const ImportRequest& request = entry.request;
    if (request.pushed_commit.empty() || request.dataset_name != dataset ||
        entry.job.state != State::kWaiting)
      return false;
    std::error_code ignored;
    fs::remove_all(request.scratch, ignored);
    return true;
  });
}

void ImportQueue::forget_old() {
  while (entries_.size() >= kRemembered) {
    const auto it =
        std::ranges::find_if(entries_, [](const Entry& entry) { return is_over(entry.job.state); });
    if (it == entries_.end()) return;
    entries_.erase(it);
  }
}

void ImportQueue::run(const std::stop_token& stop) {
  const auto next = [this] {
    return std::ranges::find_if(
        entries_, [](const Entry& entry) { return entry.job.state == State::kWaiting; });
  };
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return next() != entries_.end(); })) {
    Entry& entry = *next();
    entry.job.state = State::kRunning;
    const std::uint64_t id = entry.job.id;
    const ImportRequest request = entry.request;
    const std::stop_token job_stop = entry.stop.get_token();
    lock.unlock();
    run_job(id, request, job_stop);
    lock.lock();
  }
}

void ImportQueue::run_job(std::uint64_t id, const ImportRequest& request,
                          const std::stop_token& stop) {
  end_job(id, request, caught([&] { return import(id, request, stop); }));
}

Status ImportQueue::import(std::uint64_t id, const ImportRequest& request,
                           const std::stop_token& stop) {
  if (stop.stop_requested()) return cancelled("stopped");
  Sink sink(*this, id);
  const Result<source::Source> source =
      resolve_request(request, engine_.library().home() / "tmp", &sink, stop);
  if (!source) return source.error();
  {
    const std::lock_guard lock(mutex_);
    if (Entry* entry = find(id)) entry->job.dataset = source->owner + "/" + source->name;
  }
  // What cannot be named is told by doctor; it is no reason to keep people from newer data.
  (void)keep_older_lists(engine_, {source->owner, source->name}, options_, &sink, stop);
  ingest::ImportOptions options = options_;
  options.pushed_commit = request.pushed_commit;
  const Result<ingest::ImportOutcome> outcome =
      ingest::import_source(engine_.library(), *source, options, &sink, stop);
  return outcome ? Status() : Status(outcome.error());
}

void ImportQueue::end_job(std::uint64_t id, const ImportRequest& request, const Status& status) {
  std::error_code ignored;
  if (!request.scratch.empty()) fs::remove_all(request.scratch, ignored);
  std::unique_lock lock(mutex_);
  Entry* entry = find(id);
  if (entry == nullptr) return;
  entry->request.scratch.clear();
  if (status) {
    entry->job.state = State::kDone;
  } else if (status.error().code() == ErrorCode::kCancelled) {
    entry->job.state = State::kCancelled;
  } else {
    entry->job.state = State::kFailed;
    entry->job.error = without_scratch(status.error().message(), request);
  }
  const ImportJob job = entry->job;
  // One that ends with the server is gone on with by the next.
  const bool is_settled =
      job.state != State::kCancelled || !thread_.get_stop_token().stop_requested();
  lock.unlock();
  if (is_settled) settle_push(request);
  changed_.notify_all();
  if (ended_) ended_(job);
}

}  // namespace vitrine::jobs
