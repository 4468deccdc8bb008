#include "v1/sql.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "api/write_services.h"
#include "base/json_writer.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

struct Format {
  std::string_view name;
  sql::SqlForm form;
  std::string_view content_type;
};

constexpr std::array<Format, 4> kFormats = {{
    {"json", sql::SqlForm::kArrays, "application/json"},
    {"csv", sql::SqlForm::kCsv, "text/csv; charset=utf-8"},
    {"jsonl", sql::SqlForm::kJsonLines, "application/x-ndjson"},
    {"parquet", sql::SqlForm::kParquet, "application/vnd.apache.parquet"},
}};

struct AskedSql {
  std::shared_ptr<const engine::OpenDataset> dataset;
  engine::SqlQuestion question;
  const Format* format = kFormats.data();
};

api::ResponseOr<AskedSql> read(const api::Context& context, const Request& request) {
  api::ResponseOr<ask::Values> values = read_values(request, ask::Question::kSql);
  if (!values) return std::move(values).refusal();
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  AskedSql asked;
  asked.dataset = *dataset;
  const auto sql = values->given("sql");
  if (!sql) return http::missing_parameters({"sql"});
  asked.format = std::ranges::find(kFormats, values->choice("format"), &Format::name);
  asked.question.sql = *sql;
  asked.question.config = values->given("config").value_or("");
  asked.question.max_rows = values->number("limit");
  asked.question.form = asked.format->form;
  return asked;
}

/// The query's own mistakes are 422 and say where, all else is as everywhere.
Response failure(const Error& error, const std::optional<sql::SqlPosition>& position) {
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

Response as_json(const AskedSql& asked, sql::SqlRun run,
                 std::chrono::steady_clock::time_point started) {
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

Response as_file(const AskedSql& asked, sql::SqlRun run) {
  auto running = std::make_shared<sql::SqlRun>(std::move(run));
  Response response = Response::stream(
      [running, dataset = asked.dataset](std::string& out) { return running->next(out); },
      std::string(asked.format->content_type));
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"query." + std::string(asked.format->name) + "\"");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

Response sql(api::Context& context, const Request& request) {
  const auto started = std::chrono::steady_clock::now();
  api::ResponseOr<AskedSql> asked = read(context, request);
  if (!asked) return std::move(asked).refusal();
  std::optional<sql::SqlPosition> position;
  const bool is_file = asked->format->form != sql::SqlForm::kArrays;
  engine::Caller caller = api::caller_of(context, request);
  // A file's rows are pulled when this handler, whose stop ends with it, is done.
  if (is_file) caller.stop = {};
  Result<sql::SqlRun> run = context.engine.sql(caller, *asked->dataset, asked->question, &position);
  if (!run) return failure(run.error(), position);
  return is_file ? as_file(*asked, *std::move(run)) : as_json(*asked, *std::move(run), started);
}

}  // namespace vitrine::v1
