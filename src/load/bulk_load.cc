#include "load/bulk_load.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "base/json_parse.h"
#include "base/pause.h"
#include "base/workers.h"
#include "cluster/index_layout.h"

namespace vitrine::load {

namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

/// What one request carries: OpenSearch's guide says 5 to 15 MB.
constexpr std::size_t kBatchBytes = std::size_t{5} << 20U;
constexpr std::uint64_t kBatchRows = 64;  ///< Looked at together until the batch is full.
constexpr std::uint64_t kLeastBlockRows = 4096;
/// An aggregation has fewer buckets than this.
constexpr std::uint64_t kMostBlocks = 10'000;
constexpr std::chrono::minutes kBatchLimit(5);
/// A batch takes a second; beside merges, on a machine with other work, many.
constexpr std::chrono::minutes kBatchTry(1);
constexpr std::chrono::minutes kStepLimit(10);
constexpr std::chrono::minutes kCopiesLimit(30);
constexpr milliseconds kLongestWait(5'000);

std::uint64_t block_rows(std::uint64_t num_rows) {
  return std::max(kLeastBlockRows, (num_rows + kMostBlocks - 1) / kMostBlocks);
}

class Load {
 public:
  Load(const cluster::EngineClient& engine, const std::string& index, const RowDocuments& rows,
       const LoadOptions& options)
      : engine_(engine), index_(index), rows_(rows), options_(options) {}

  Status run(const schema::Features& features) {
    if (Status made = make(features); !made) return made;
    if (Status found = find_blocks(); !found) return found;
    if (Status sent = send_blocks(); !sent) return sent;
    return finish();
  }

 private:
  Result<std::string> ask(std::string method, const std::string& path, std::string body = {},
                          milliseconds limit = {}) const {
    cluster::EngineRequest request{std::move(method), "/" + index_ + path, std::move(body)};
    request.stop = options_.stop;
    if (limit.count() > 0) request.limit = request.least_try = limit;
    return engine_.ask(request);
  }

  Result<std::uint32_t> num_nodes() const {
    const Result<std::string> health =
        engine_.ask({.path = "/_cluster/health", .stop = options_.stop});
    if (!health) return health.error();
    const Result<json::value> value = parse_json(*health);
    const auto nodes = value ? int_member(*value, "number_of_data_nodes") : std::nullopt;
    if (!nodes || *nodes < 1) return unavailable("the engine has no node that keeps data");
    return static_cast<std::uint32_t>(*nodes);
  }

  Status make(const schema::Features& features) {
    const Result<std::uint32_t> nodes = num_nodes();
    if (!nodes) return nodes.error();
    num_nodes_ = *nodes;
    const store::SplitLayout layout(features);
    const cluster::IndexShape shape{cluster::shards_for(rows_.num_rows(), num_nodes_),
                                    rows_.text_vector_dimension()};
    cluster::EngineRequest request{"PUT", "/" + index_,
                                   cluster::index_body(features, layout, shape)};
    request.stop = options_.stop;
    const Result<cluster::EngineAnswer> made = engine_.send(request);
    if (!made) return made.error();
    if (made->status == 200) return {};
    if (made->body.find("resource_already_exists_exception") == std::string::npos) {
      const Result<std::string> why = engine_.ask(request);
      return why ? Status() : Status(why.error());
    }
    // Somebody's earlier try; it takes rows again.
    const Result<std::string> open =
        ask("PUT", "/_settings", R"({"index":{"blocks.write":false}})");
    return open ? Status() : Status(open.error());
  }

  /// Which blocks of rows are not there yet.
  Status find_blocks() {
    block_rows_ = block_rows(rows_.num_rows());
    const std::uint64_t num_blocks = (rows_.num_rows() + block_rows_ - 1) / block_rows_;
    if (Result<std::string> fresh = ask("POST", "/_refresh", {}, kStepLimit); !fresh)
      return std::move(fresh).error();
    const Result<std::string> answer = engine_.search(
        index_,
        R"({"size":0,"aggs":{"blocks":{"histogram":{"field":"row","min_doc_count":1,"interval":)" +
            std::to_string(block_rows_) + "}}}}",
        "", options_.stop);
    if (!answer) return answer.error();
    const Result<json::value> value = parse_json(*answer);
    if (!value) return value.error();
    std::vector<std::uint64_t> counts(num_blocks, 0);
    const json::value* found = value->is_object() ? find_member(*value, "aggregations") : nullptr;
    found = found == nullptr ? nullptr : find_member(*found, "blocks");
    found = found == nullptr ? nullptr : find_member(*found, "buckets");
    if (found == nullptr || !found->is_array())
      return corrupt("the engine does not say how many rows index " + index_ + " has");
    for (const json::value& bucket : found->get_array()) {
      const json::value* key = find_member(bucket, "key");
      const auto count = int_member(bucket, "doc_count");
      if (key == nullptr || !key->is_number() || !count) continue;
      const auto block = static_cast<std::uint64_t>(key->to_number<double>()) / block_rows_;
      if (block < counts.size()) counts[block] = static_cast<std::uint64_t>(*count);
    }
    for (std::uint64_t block = 0; block < num_blocks; ++block) {
      const std::uint64_t rows = end_of(block) - block * block_rows_;
      if (counts[block] == rows) {
        sent_rows_ += rows;
      } else {
        blocks_.push_back(block);
      }
    }
    return {};
  }

  std::uint64_t end_of(std::uint64_t block) const {
    return std::min(rows_.num_rows(), (block + 1) * block_rows_);
  }

  Status send_blocks() {
    Status ran =
        run_tasks(std::min(options_.senders, blocks_.size()),
                  static_cast<unsigned>(options_.senders), {}, [this](std::size_t) { send(); });
    return ran ? failed_ : ran;
  }

  void send() {
    while (true) {
      const std::size_t next = next_block_.fetch_add(1);
      if (next >= blocks_.size() || has_failed_) return;
      if (Status sent = send_block(blocks_[next]); !sent) {
        const std::lock_guard lock(mutex_);
        if (failed_) failed_ = std::move(sent);
        has_failed_ = true;
        return;
      }
    }
  }

  Status send_block(std::uint64_t block) {
    const std::uint64_t end = end_of(block);
    std::string lines;
    std::uint64_t begin = block * block_rows_;
    std::uint64_t first = begin;
    while (begin < end) {
      if (options_.stop.stop_requested()) return cancelled("stopped");
      if (has_failed_) return {};
      const std::uint64_t next = std::min(end, begin + kBatchRows);
      if (Status made = rows_.append(lines, begin, next); !made) return made;
      begin = next;
      if (lines.size() < kBatchBytes && begin < end) continue;
      if (Status sent = send_batch(std::move(lines)); !sent) return sent;
      tell(begin - first);
      first = begin;
      lines.clear();
    }
    return {};
  }

  /// Until the engine has taken every row of it. Where it is busy it refuses some rows of a batch
  /// and takes others: only those refused are sent again.
  Status send_batch(std::string lines) {
    milliseconds wait(100);
    const auto end = std::chrono::steady_clock::now() + kBatchLimit;
    while (true) {
      cluster::EngineRequest request{
          "POST", "/" + index_ + "/_bulk?filter_path=errors,items.*.status,items.*.error",
          std::move(lines)};
      request.content_type = "application/x-ndjson";
      request.stop = options_.stop;
      request.limit = kBatchLimit;
      request.least_try = kBatchTry;
      const Result<std::string> answer = engine_.ask(request);
      if (!answer) return answer.error();
      const Result<std::vector<std::size_t>> refused = refused_rows(*answer);
      if (!refused) return refused.error();
      if (refused->empty()) return {};
      if (std::chrono::steady_clock::now() > end)
        return unavailable("the engine is too busy to take rows");
      if (!pause_for(wait, options_.stop)) return cancelled("stopped");
      wait = std::min(2 * wait, kLongestWait);
      lines = rows_of(request.body, *refused);
    }
  }

  /// The rows of a batch at these positions, in order; each is two lines.
  static std::string rows_of(std::string_view lines, const std::vector<std::size_t>& positions) {
    std::string kept;
    std::size_t begin = 0;
    std::size_t position = 0;
    for (const std::size_t wanted : positions) {
      for (; begin < lines.size(); ++position) {
        const std::size_t end = lines.find('\n', lines.find('\n', begin) + 1) + 1;
        const std::string_view row = lines.substr(begin, end - begin);
        begin = end;
        if (position < wanted) continue;
        kept += row;
        ++position;
        break;
      }
    }
    return kept;
  }

  /// The positions in a batch of the rows that the engine was too busy to take. Errors where it
  /// will not take a row however often it is asked.
  static Result<std::vector<std::size_t>> refused_rows(const std::string& text) {
    const Result<json::value> answer = parse_json(text);
    if (!answer) return unavailable("the engine answers what is no JSON to rows that are sent");
    std::vector<std::size_t> refused;
    if (!bool_member(*answer, "errors").value_or(true)) return refused;
    const json::value* items = find_member(*answer, "items");
    if (items == nullptr || !items->is_array())
      return unavailable("the engine does not say which rows it took");
    const json::array& rows = items->get_array();
    for (std::size_t position = 0; position < rows.size(); ++position) {
      const json::value* outcome = find_member(rows[position], "index");
      const std::int64_t status =
          outcome == nullptr ? 500 : int_member(*outcome, "status").value_or(500);
      if (status < 300) continue;
      const json::value* error = outcome == nullptr ? nullptr : find_member(*outcome, "error");
      const std::string reason(error == nullptr ? ""
                                                : string_member(*error, "reason").value_or(""));
      if (status == 429 || status == 503 || status == 500) {
        refused.push_back(position);
      } else if (status == 403) {
        return io_error("the engine takes no rows: " + reason);
      } else {
        return internal_error("the engine does not take a row: " + reason);
      }
    }
    return refused;
  }

  void tell(std::uint64_t rows) {
    const std::lock_guard lock(mutex_);
    sent_rows_ += rows;
    if (options_.progress == nullptr) return;
    ProgressUpdate update;
    update.stage = "loading";
    update.rows = sent_rows_;
    update.rows_total = rows_.num_rows();
    options_.progress->update(update);
  }

  /// Makes what was sent last, findable and copied; then nobody may change it.
  Status finish() {
    for (const char* step : {"/_refresh", "/_flush"}) {
      if (Result<std::string> done = ask("POST", step, {}, kStepLimit); !done)
        return std::move(done).error();
    }
    const Result<std::uint64_t> rows = cluster::count_rows(engine_, index_, options_.stop);
    if (!rows) return rows.error();
    if (*rows != rows_.num_rows())
      return corrupt("the engine has " + std::to_string(*rows) + " rows of the " +
                     std::to_string(rows_.num_rows()) + " that were sent to index " + index_);
    const std::uint32_t copies = num_nodes_ > 1 ? 1 : 0;
    const Result<std::string> set = ask(
        "PUT", "/_settings",
        R"({"index":{"blocks.write":true,"number_of_replicas":)" + std::to_string(copies) + "}}");
    if (!set) return set.error();
    if (copies > 0) {
      if (Status copied = wait_for_copies(); !copied) return copied;
    }
    const Result<std::string> marked =
        ask("PUT", "/_mapping",
            R"({"_meta":{"vitrine":)" + std::to_string(cluster::kEngineIndexVersion) +
                R"(,"rows":)" + std::to_string(rows_.num_rows()) + "}}");
    return marked ? Status() : Status(marked.error());
  }

  Status wait_for_copies() {
    const auto end = std::chrono::steady_clock::now() + kCopiesLimit;
    while (std::chrono::steady_clock::now() < end) {
      if (options_.stop.stop_requested()) return cancelled("stopped");
      cluster::EngineRequest request{
          .path = "/_cluster/health/" + index_ + "?wait_for_status=green&timeout=2s",
          .stop = options_.stop};
      const Result<cluster::EngineAnswer> health = engine_.send(request);
      if (!health) return health.error();
      if (health->status == 200 && health->body.find("\"timed_out\":false") != std::string::npos)
        return {};
    }
    return unavailable("the engine did not copy index " + index_ + " to a second node in " +
                       std::to_string(kCopiesLimit.count()) + " minutes");
  }

  const cluster::EngineClient& engine_;
  const std::string& index_;
  const RowDocuments& rows_;
  const LoadOptions& options_;
  std::uint32_t num_nodes_ = 1;
  std::uint64_t block_rows_ = kLeastBlockRows;
  std::vector<std::uint64_t> blocks_;
  std::atomic<std::size_t> next_block_ = 0;
  std::atomic<bool> has_failed_ = false;
  std::mutex mutex_;  // of what follows
  std::uint64_t sent_rows_ = 0;
  Status failed_;
};

}  // namespace

Status load_index(const cluster::EngineClient& engine, const std::string& index,
                  const RowDocuments& rows, const schema::Features& features,
                  const LoadOptions& options) {
  return Load(engine, index, rows, options).run(features);
}

Result<std::vector<std::string>> list_indexes(const cluster::EngineClient& engine,
                                              const std::string& prefix,
                                              const std::stop_token& stop) {
  const Result<std::string> answer =
      engine.ask({.path = "/_cat/indices/" + prefix + "*?format=json&h=index", .stop = stop});
  if (!answer) return answer.error();
  const Result<json::value> value = parse_json(*answer);
  if (!value || !value->is_array()) return unavailable("the engine does not list its indexes");
  std::vector<std::string> names;
  for (const json::value& item : value->get_array()) {
    if (const auto name = string_member(item, "index")) names.emplace_back(*name);
  }
  std::ranges::sort(names);
  return names;
}

Status remove_index(const cluster::EngineClient& engine, const std::string& index,
                    const std::stop_token& stop) {
  const Result<std::string> removed =
      engine.ask({.method = "DELETE", .path = "/" + index, .stop = stop});
  if (removed || removed.error().code() == ErrorCode::kNotFound) return {};
  return removed.error();
}

}  // namespace vitrine::load
