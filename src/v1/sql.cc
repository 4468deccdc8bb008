#include "v1/sql.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "api/number_parameter.h"
#include "base/json_writer.h"
#include "v1/body_parameters.h"
#include "v1/search_request.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

constexpr std::uint64_t kRows = 1000;
constexpr std::uint64_t kMostRows = 10'000;

struct Format {
  std::string_view name;
  SqlForm form;
  std::string_view content_type;
};

constexpr std::array<Format, 4> kFormats = {{
    {"json", SqlForm::kArrays, "application/json"},
    {"csv", SqlForm::kCsv, "text/csv; charset=utf-8"},
    {"jsonl", SqlForm::kJsonLines, "application/x-ndjson"},
    {"parquet", SqlForm::kParquet, "application/vnd.apache.parquet"},
}};

struct Asked {
  std::shared_ptr<const OpenDataset> dataset;
  SqlRequest query;
  const Format* format = kFormats.data();
};

std::vector<SqlTable> tables_of(const Snapshot& snapshot, const ConfigManifest& config) {
  std::vector<SqlTable> tables;
  for (const SplitManifest& split : config.splits) {
    SqlTable& table = tables.emplace_back(split.name, std::vector<fs::path>());
    for (const ParquetFile& file : split.parquet_files) {
      const fs::path path = snapshot.parquet_file(config.name, split.name, file.filename);
      table.files.push_back(fs::absolute(path));
    }
  }
  return tables;
}

Outcome<Asked> read_request(const Context& context, const Request& request) {
  Outcome<http::Parameters> parameters = all_parameters(request);
  if (!parameters) return std::move(parameters).refusal();
  Request merged = request;
  merged.query = *std::move(parameters);
  Outcome<std::shared_ptr<const OpenDataset>> dataset = find_dataset(context, merged);
  if (!dataset) return std::move(dataset).refusal();
  Asked asked;
  asked.dataset = *dataset;
  const auto sql = merged.query.given("sql");
  if (!sql) return http::missing_parameters({"sql"});
  asked.query.sql = *sql;
  const std::string_view format = merged.query.given("format").value_or("json");
  asked.format = std::ranges::find(kFormats, format, &Format::name);
  if (asked.format == kFormats.end())
    return invalid_parameter("format", invalid_argument("must be json, csv, jsonl or parquet"));
  asked.query.form = asked.format->form;
  Outcome<std::uint64_t> limit = number_parameter(merged, "limit", kRows, kMostRows);
  if (!limit) return std::move(limit).refusal();
  asked.query.max_rows = *limit;
  const Manifest& manifest = asked.dataset->manifest();
  const auto name = merged.query.given("config");
  const ConfigManifest* config = name ? manifest.find_config(*name) : &manifest.configs.front();
  if (config == nullptr) {
    return http::error_response(not_found("dataset " + manifest.dataset.id() + " has no config \"" +
                                          std::string(*name) + "\""));
  }
  for (const SplitManifest& split : config->splits) {
    const Status whole = asked.dataset->snapshot().check_parquet(config->name, split);
    if (!whole) return http::error_response(whole.error());
  }
  asked.query.tables = tables_of(asked.dataset->snapshot(), *config);
  return asked;
}

/// The query's own mistakes are 422 and say where, all else is as everywhere.
Response failure(const Error& error, const std::optional<SqlPosition>& position) {
  if (error.code() != ErrorCode::kInvalidArgument && error.code() != ErrorCode::kUnsupported)
    return http::error_response(error);
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("error", error.message());
  if (position) json.member("line", position->line).member("column", position->column);
  json.end_object();
  Response response = Response::json(std::move(body), 422);
  response.headers.set("X-Error-Code", "InvalidParameter");
  return response;
}

Response as_json(const Asked& asked, SqlRun run, std::chrono::steady_clock::time_point started) {
  std::string rows;
  while (true) {
    const Result<bool> more = run.next(rows);
    if (!more) return failure(more.error(), std::nullopt);
    if (!*more) break;
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("columns").raw(run.columns()).member("num_rows", run.summary().rows);
  json.member("truncated", run.summary().truncated);
  json.member("took_ms", static_cast<double>(static_cast<std::int64_t>(took.count() * 10)) / 10);
  json.key("rows").raw(rows).end_object();
  return reply(*asked.dataset, std::move(body));
}

Response as_file(const Asked& asked, SqlRun run) {
  auto running = std::make_shared<SqlRun>(std::move(run));
  Response response = Response::stream(
      [running, dataset = asked.dataset](std::string& out) { return running->next(out); },
      std::string(asked.format->content_type));
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"query." + std::string(asked.format->name) + "\"");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

Response sql(Context& context, const Request& request) {
  const auto started = std::chrono::steady_clock::now();
  Outcome<Asked> asked = read_request(context, request);
  if (!asked) return std::move(asked).refusal();
  std::optional<SqlPosition> position;
  const bool is_file = asked->format->form != SqlForm::kArrays;
  // A file's rows are pulled when this handler, whose stop ends with it, is done.
  Result<SqlRun> run =
      context.sandbox.start(asked->query, is_file ? std::stop_token() : request.stop, &position);
  if (!run) return failure(run.error(), position);
  return is_file ? as_file(*asked, *std::move(run)) : as_json(*asked, *std::move(run), started);
}

}  // namespace vitrine::v1
