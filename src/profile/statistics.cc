#include "profile/statistics.h"

#include <algorithm>
#include <memory>

#include "profile/column_profiler.h"
#include "schema/column.h"

namespace vitrine::profile {
namespace {

/// Columns that are read together: enough to share the cost of opening the files, few enough that a
/// chunk of each fits in the cache and their tables in memory.
constexpr std::size_t kColumnsTogether = 128;
/// What a summary takes: its tables, and the values that are gathered for the median.
constexpr std::uint64_t kSummaryBytes = std::uint64_t{64} << 10U;
constexpr std::uint64_t kMostSummaryBytes = std::uint64_t{1} << 20U;
constexpr std::uint64_t kBytesOfRow = 48;

/// More of tables with few rows: each reading costs what all columns cost to open, which over a
/// wide table would be the square of their number.
std::size_t columns_together(std::uint64_t rows) {
  const std::uint64_t each =
      std::min(kSummaryBytes + std::min(rows, kMostSummaryBytes) * kBytesOfRow, kMostSummaryBytes);
  return kColumnsTogether * kMostSummaryBytes / each;
}

bool fits_scalar(const schema::Feature& feature, duck::CellType cell) {
  switch (schema::form_of(feature)) {
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kClass:
      return cell >= duck::CellType::kInt8 && cell <= duck::CellType::kUint64;
    case schema::ScalarForm::kFloat:
      return cell == duck::CellType::kFloat32 || cell == duck::CellType::kFloat64;
    case schema::ScalarForm::kBool:
      return cell == duck::CellType::kBool;
    case schema::ScalarForm::kText:
      return cell == duck::CellType::kString || cell == duck::CellType::kEnum;
    case schema::ScalarForm::kDate:
      return cell == duck::CellType::kDate;
    case schema::ScalarForm::kTimestamp:
      return cell >= duck::CellType::kTimestampS && cell <= duck::CellType::kTimestampTz;
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kDuration:
      break;
  }
  return false;
}

/// Whether a column that is laid out like this can be read as the feature has it. Asked of those
/// that have a profiler.
bool fits(const schema::Feature& feature, const duck::ColumnType& type) {
  // A picture or recording, in whatever it lies: its profiler looks for the bytes itself.
  if (feature.kind == schema::Feature::Kind::kOther) return true;
  if (feature.kind != schema::Feature::Kind::kList) return fits_scalar(feature, type.cell);
  // Lists whose members nobody looks at come as their length.
  if (type.cell == duck::CellType::kInt64) return true;
  return (type.cell == duck::CellType::kList || type.cell == duck::CellType::kArray) &&
         fits(feature.item(), type.children.front());
}

struct Worker {
  std::size_t column;
  std::unique_ptr<ColumnProfiler> profiler;
};

class SplitProfiler {
 public:
  SplitProfiler(duck::Connection& connection, const ProfileInput& input,
                const ProfileOptions& options)
      : connection_(connection),
        input_(input),
        options_(options),
        space_(options.spill_directory) {}

  Result<SplitStatistics> run();

 private:
  Status run_batch(std::vector<Worker> workers);
  Status run_pass(const std::vector<Worker*>& workers, bool first);
  Status read_part(const std::vector<Worker*>& workers, const std::string& relation, bool first);
  Status check_types(const std::vector<Worker*>& workers, const duck::QueryResult& result) const;
  std::string sql_for(const std::vector<Worker*>& workers, const std::string& relation) const;
  Status count_rows();
  void report(std::size_t rows);

  duck::Connection& connection_;
  const ProfileInput& input_;
  const ProfileOptions& options_;
  SpillSpace space_;
  SplitStatistics statistics_;
  std::size_t batches_ = 1;
  std::uint64_t rows_read_ = 0;
};

/// Columns are renamed c0, c1, ... by position, because no quoting can name the column "".
std::string SplitProfiler::sql_for(const std::vector<Worker*>& workers,
                                   const std::string& relation) const {
  std::string sql = "SELECT ";
  for (const Worker* worker : workers) {
    if (worker != workers.front()) sql += ", ";
    sql += worker->profiler->expression("c" + std::to_string(worker->column));
  }
  if (workers.empty()) sql += "count(*)";
  // The condition speaks of the real names, so it needs a query of its own; without one that would
  // triple the time DuckDB takes to understand 2,000 columns.
  const bool nested = !input_.where.empty();
  sql += nested ? " FROM (SELECT * FROM " : " FROM ";
  sql += relation;
  if (nested) sql += " WHERE (" + input_.where + "))";
  sql += " AS t(";
  for (std::size_t i = 0; i < input_.features.size(); ++i) {
    sql += (i > 0 ? ", c" : "c") + std::to_string(i);
  }
  return sql + ")";
}

Status SplitProfiler::count_rows() {
  Result<duck::QueryResult> result = connection_.query(sql_for({}, input_.relation), options_.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  Result<bool> more = result->next(chunk);
  if (!more) return std::move(more).error();
  statistics_.num_rows = *more ? chunk.column(0).uint64(0) : 0;
  return {};
}

void SplitProfiler::report(std::size_t rows) {
  rows_read_ += rows;
  if (options_.progress == nullptr) return;
  ProgressUpdate update;
  update.stage = "profiling";
  // Every column once; the further passes of some are not foreseen and not counted.
  update.rows = rows_read_ / batches_;
  update.rows_total = statistics_.num_rows;
  options_.progress->update(update);
}

Status SplitProfiler::check_types(const std::vector<Worker*>& workers,
                                  const duck::QueryResult& result) const {
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const schema::FeatureField& field = input_.features[workers[i]->column];
    if (!fits(field.type, result.types()[i])) {
      return invalid_argument("column \"" + field.name + "\" is not stored as " +
                              schema::feature_label(field.type));
    }
  }
  return {};
}

Status SplitProfiler::run_pass(const std::vector<Worker*>& workers, bool first) {
  if (input_.parts.empty()) return read_part(workers, input_.relation, first);
  for (const std::string& part : input_.parts) {
    if (Status status = read_part(workers, part, first); !status) return status;
  }
  return {};
}

Status SplitProfiler::read_part(const std::vector<Worker*>& workers, const std::string& relation,
                                bool first) {
  Result<duck::QueryResult> result = connection_.query(sql_for(workers, relation), options_.stop);
  if (!result) return std::move(result).error();
  if (Status checked = check_types(workers, *result); !checked) return checked;
  duck::Chunk chunk;
  while (true) {
    Result<bool> more = result->next(chunk);
    if (!more) return std::move(more).error();
    if (!*more) return {};
    for (std::size_t i = 0; i < workers.size(); ++i) {
      workers[i]->profiler->consume(chunk.column(i), chunk.rows());
    }
    if (first) report(chunk.rows());
  }
}

Status SplitProfiler::run_batch(std::vector<Worker> workers) {
  std::vector<Worker*> open;
  open.reserve(workers.size());
  for (Worker& worker : workers) open.push_back(&worker);
  for (bool first = true; !open.empty(); first = false) {
    if (Status passed = run_pass(open, first); !passed) return passed;
    std::erase_if(open, [](Worker* worker) { return worker->profiler->end_pass(); });
    if (!space_.status()) return space_.status();
  }
  for (const Worker& worker : workers) {
    statistics_.columns[worker.column].kind = worker.profiler->statistics(statistics_.num_rows);
  }
  return {};
}

Result<SplitStatistics> SplitProfiler::run() {
  if (Status counted = count_rows(); !counted) return std::move(counted).error();
  const std::size_t together = columns_together(statistics_.num_rows);
  const std::size_t memory =
      options_.memory_bytes / std::clamp<std::size_t>(input_.features.size(), 1, together);
  std::vector<std::vector<Worker>> batches(1);
  for (std::size_t i = 0; i < input_.features.size(); ++i) {
    statistics_.columns.push_back({input_.features[i].name, statistics_.num_rows});
    std::unique_ptr<ColumnProfiler> profiler =
        make_profiler(input_.features[i].type, memory, space_, input_.file_of);
    if (!profiler) continue;
    if (batches.back().size() == together) batches.emplace_back();
    batches.back().push_back({i, std::move(profiler)});
  }
  batches_ = batches.size();
  for (std::vector<Worker>& batch : batches) {
    if (Status done = run_batch(std::move(batch)); !done) return std::move(done).error();
  }
  return std::move(statistics_);
}

}  // namespace

Result<SplitStatistics> profile_split(duck::Connection& connection, const ProfileInput& input,
                                      const ProfileOptions& options) {
  return SplitProfiler(connection, input, options).run();
}

}  // namespace vitrine::profile
