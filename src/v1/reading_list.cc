#include "v1/reading_list.h"

#include <chrono>

#include "api/changes.h"
#include "api/utc_time.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "store/reading_list.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

void write_entry(JsonWriter& json, const ReadingEntry& entry) {
  json.begin_object().member("config", entry.key.config).member("split", entry.key.split);
  json.member("row_idx", entry.key.row).member("snapshot", entry.snapshot);
  json.member("title", entry.title).member("note", entry.note).member("status", entry.status);
  json.member("rating", entry.rating).member("added_at", utc_time(entry.added_at));
  json.member("changed_at", utc_time(entry.changed_at)).end_object();
}

Response fresh(std::string body) {
  Response response = Response::json(std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/// An answer about a list that is damaged is for its owner: it names a file to repair.
Response refuse(const Error& error) {
  if (error.code() == ErrorCode::kCorrupt)
    return http::error_response(500, "ReadingListDamaged", error.message());
  if (error.code() == ErrorCode::kInvalidArgument)
    return http::error_response(422, "InvalidParameter", error.message());
  return http::error_response(error);
}

struct KeptRow {
  DatasetName dataset;
  ReadingKey key;
  std::string snapshot;
};

/// The row of the address, which must be there.
Outcome<KeptRow> find_kept_row(const Context& context, const Request& request) {
  Outcome<Asked> asked = read_request(context, request, ask::Question::kColumns);
  if (!asked) return std::move(asked).refusal();
  const Split& split = *asked->place.split;
  Outcome<std::uint64_t> row = find_row(split, request);
  if (!row) return std::move(row).refusal();
  const Manifest& manifest = asked->place.dataset->manifest();
  return KeptRow{
      manifest.dataset, {split.config().name, split.split().name, *row}, manifest.snapshot_id};
}

}  // namespace

Response reading_list(Context& context, const Request& request) {
  Outcome<std::shared_ptr<const OpenDataset>> dataset = find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  const Manifest& manifest = (*dataset)->manifest();
  const Result<std::vector<ReadingEntry>> entries =
      context.engine.reading_lists().entries(manifest.dataset);
  if (!entries) return refuse(entries.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("allowed", caller_of(context, request).may_change);
  json.member("snapshot", manifest.snapshot_id).key("entries").begin_array();
  for (const ReadingEntry& entry : *entries) write_entry(json, entry);
  json.end_array().end_object();
  return fresh(std::move(body));
}

Response keep_row(Context& context, const Request& request) {
  Outcome<KeptRow> row = find_kept_row(context, request);
  if (!row) return std::move(row).refusal();
  const Result<boost::json::value> body = parse_json(request.body.empty() ? "{}" : request.body);
  if (!body) return http::error_response(body.error());
  const auto edit = [&](ReadingEntry& entry) {
    entry.snapshot = row->snapshot;
    if (const auto title = string_member(*body, "title")) entry.title = *title;
    if (const auto note = string_member(*body, "note")) entry.note = *note;
    if (const auto status = string_member(*body, "status")) entry.status = *status;
    if (const auto rating = int_member(*body, "rating"))
      entry.rating =
          *rating < 0 || *rating > ReadingEntry::kMaxRating ? -1 : static_cast<int>(*rating);
  };
  const Result<ReadingEntry> entry =
      context.engine.reading_lists().edit(row->dataset, row->key, seconds_now(), edit);
  if (!entry) return refuse(entry.error());
  std::string answer;
  JsonWriter json(answer);
  write_entry(json, *entry);
  return fresh(std::move(answer));
}

Response drop_row(Context& context, const Request& request) {
  Outcome<std::shared_ptr<const OpenDataset>> dataset = find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  // The row may be gone from the data: its entry can be dropped all the same.
  const Manifest& manifest = (*dataset)->manifest();
  const ConfigManifest& first = manifest.configs.front();
  const Result<boost::json::value> number = parse_json(request.path.get("row_idx").value_or(""));
  if (!number || !number->is_int64() || number->get_int64() < 0)
    return http::error_response(422, "InvalidParameter", "A row is named by its number, from 0.");
  const ReadingKey key{
      std::string(request.query.given("config").value_or(first.name)),
      std::string(request.query.given("split").value_or(first.splits.front().name)),
      static_cast<std::uint64_t>(number->get_int64())};
  const Status status = context.engine.reading_lists().remove(manifest.dataset, key);
  if (!status) return refuse(status.error());
  return fresh("{}");
}

}  // namespace vitrine::v1
