#pragma once
// ImportQueue: imports that clients ask for, done one at a time in the background.
//
// A job waits, runs on the queue's own thread, and ends as done, failed or cancelled; what ended is
// remembered, the last kRemembered of them, until the server stops. What is replaced leaves behind
// what names the rows that people kept of it (older_lists.h). Nothing here decides who may
// ask: see changes.h. Thread safe. Destruction stops the import under way and waits for it, which
// leaves no trace of it in the library.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"
#include "ingest/import.h"
#include "jobs/import_request.h"

namespace vitrine::jobs {

struct ImportJob {
  enum class State { kWaiting, kRunning, kDone, kFailed, kCancelled };

  std::uint64_t id = 0;
  std::string label;     ///< Last part of the source: "papers.jsonl", "hf://owner/name".
  std::string dataset;   ///< "local/papers"; empty until it is known.
  std::string asked_by;  ///< A user's name or an address.
  State state = State::kWaiting;
  std::string error;  ///< Why it failed: one sentence.
  std::string stage;  ///< The last progress: see ProgressUpdate.
  std::string subject;
  std::uint64_t rows = 0;
  std::uint64_t rows_total = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;
};

/// "waiting", "running", "done", "failed", "cancelled".
std::string_view import_state_name(ImportJob::State state);

class ImportQueue {
 public:
  static constexpr std::size_t kMostWaiting = 100;
  static constexpr std::size_t kRemembered = 50;

  /// Told of each job that ran and has ended, on the queue's thread.
  using Ended = std::function<void(const ImportJob&)>;

  explicit ImportQueue(engine::Engine& engine, Ended ended = {},
                       ingest::ImportOptions options = {});
  ~ImportQueue();
  ImportQueue(const ImportQueue&) = delete;
  ImportQueue& operator=(const ImportQueue&) = delete;

  /// The job's id. Errors: invalid_argument for "" and "-"; unavailable with kMostWaiting waiting.
  /// On an error `scratch` stays the caller's.
  Result<std::uint64_t> add(ImportRequest request);
  /// Stops a job that waits or runs; forgets one that has ended. Errors: not_found.
  Status cancel(std::uint64_t id);
  /// Stops every import of the dataset, one that waits as one that runs, and returns when they have
  /// ended.
  void stop_imports_of(const std::string& dataset);
  /// In the order they were added.
  std::vector<ImportJob> jobs() const;
  /// Returns when no job waits or runs.
  void wait_until_idle() const;

 private:
  class Sink;
  struct Entry {
    ImportJob job;
    ImportRequest request;
    std::stop_source stop;
  };

  void run(const std::stop_token& stop);
  void run_job(std::uint64_t id, const ImportRequest& request, const std::stop_token& stop);
  Status import(std::uint64_t id, const ImportRequest& request, const std::stop_token& stop);
  void end_job(std::uint64_t id, const ImportRequest& request, const Status& status);
  void settle_push(const ImportRequest& request) const;
  Entry* find(std::uint64_t id);
  void forget_old();
  /// Pushes of the dataset that wait: a later one has all that they had.
  void forget_superseded(const std::string& dataset);

  engine::Engine& engine_;
  Ended ended_;
  ingest::ImportOptions options_;
  mutable std::mutex mutex_;  // of the members below
  mutable std::condition_variable_any changed_;
  std::deque<Entry> entries_;
  std::uint64_t last_id_ = 0;
  std::jthread thread_;  // last, so that it ends first
};

}  // namespace vitrine::jobs
