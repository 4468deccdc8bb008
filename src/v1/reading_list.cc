#include "v1/reading_list.h"

#include <chrono>

#include "api/utc_time.h"
#include "api/write_services.h"
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

void write_entry(JsonWriter& json, const engine::KeptRow& kept) {
  const store::ReadingEntry& entry = kept.entry;
  json.begin_object().member("config", entry.key.config).member("split", entry.key.split);
  json.member("row_idx", entry.key.row).member("snapshot", entry.key.snapshot).key("now");
  if (kept.now) {
    json.value(*kept.now);
  } else {
    json.null();
  }
  json.member("identity", entry.identity).member("title", entry.title).member("note", entry.note);
  json.member("folder", entry.folder).key("tags").begin_array();
  for (const std::string& tag : entry.tags) json.value(tag);
  json.end_array().member("status", entry.status).member("rating", entry.rating);
  json.member("added_at", api::utc_time(entry.added_at));
  json.member("changed_at", api::utc_time(entry.changed_at)).end_object();
}

Response fresh(std::string body, int status = 200) {
  Response response = Response::json(std::move(body), status);
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

/// What a request for one row of the list means.
struct Meant {
  std::shared_ptr<const engine::OpenDataset> dataset;
  store::ReadingKey key;
  std::string identity;  ///< Empty for a row of another snapshot.
};

/// The row's number in the address. Refusals: 422.
api::ResponseOr<std::uint64_t> row_number(const Request& request) {
  const Result<boost::json::value> number = parse_json(request.path.get("row_idx").value_or(""));
  if (!number || !number->is_int64() || number->get_int64() < 0)
    return http::error_response(422, "InvalidParameter", "A row is named by its number, from 0.");
  return static_cast<std::uint64_t>(number->get_int64());
}

/// By its names alone: the row may be gone from the data.
api::ResponseOr<Meant> find_entry(const api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  api::ResponseOr<std::uint64_t> row = row_number(request);
  if (!row) return std::move(row).refusal();
  const store::Manifest& manifest = (*dataset)->manifest();
  const store::ConfigManifest& first = manifest.configs.front();
  store::ReadingKey key{
      std::string(request.query.given("config").value_or(first.name)),
      std::string(request.query.given("split").value_or(first.splits.front().name)), *row,
      std::string(request.query.given("snapshot").value_or(manifest.snapshot_id))};
  return Meant{*std::move(dataset), std::move(key), ""};
}

/// A row of the data of today.
api::ResponseOr<Meant> find_present_row(const api::Context& context, const Request& request) {
  api::ResponseOr<engine::OpenSplit> place =
      find_split(context, request, request.query.given("config").value_or(std::string_view()),
                 request.query.given("split").value_or(std::string_view()));
  if (!place) return std::move(place).refusal();
  const search::Split& split = *place->split;
  api::ResponseOr<std::uint64_t> row = find_row(split, request);
  if (!row) return std::move(row).refusal();
  const std::uint64_t rows[] = {*row};
  Result<std::vector<std::string>> identity =
      context.engine.identities(api::caller_of(context, request), *place, rows);
  if (!identity) return http::error_response(identity.error());
  return Meant{
      place->dataset,
      {split.config().name, split.split().name, *row, place->dataset->manifest().snapshot_id},
      std::move(identity->front())};
}

std::vector<std::string> tags_of(const boost::json::array& list) {
  std::vector<std::string> tags;
  // What is no text is refused as an empty tag.
  for (const boost::json::value& tag : list)
    tags.emplace_back(tag.is_string() ? std::string_view(tag.get_string()) : std::string_view());
  return tags;
}

void apply(const boost::json::value& body, store::ReadingEntry& entry) {
  if (const auto title = string_member(body, "title")) entry.title = *title;
  if (const auto note = string_member(body, "note")) entry.note = *note;
  if (const auto folder = string_member(body, "folder")) entry.folder = *folder;
  if (const auto status = string_member(body, "status")) entry.status = *status;
  if (const boost::json::value* tags = find_member(body, "tags"); tags && tags->is_array())
    entry.tags = tags_of(tags->get_array());
  if (const auto rating = int_member(body, "rating"))
    entry.rating =
        *rating < 0 || *rating > store::ReadingEntry::kMaxRating ? -1 : static_cast<int>(*rating);
}

/// Whether the entry still has what the body's "was" says of it.
bool is_as_known(const boost::json::value& body, const store::ReadingEntry& entry) {
  const boost::json::value* was = find_member(body, "was");
  if (was == nullptr || !was->is_object()) return true;
  store::ReadingEntry known = entry;
  apply(*was, known);
  return known.title == entry.title && known.note == entry.note && known.folder == entry.folder &&
         known.tags == entry.tags && known.status == entry.status && known.rating == entry.rating;
}

Response answer(const store::ReadingEntry& entry, const Meant& meant) {
  const bool is_present = entry.key.snapshot == meant.dataset->manifest().snapshot_id;
  std::string body;
  JsonWriter json(body);
  write_entry(json, {entry, is_present ? std::optional(entry.key.row) : std::nullopt});
  return fresh(std::move(body));
}

/// What a change met: the entry as it is now goes with the refusal.
Response changed_meanwhile(const store::ReadingEntry& entry) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("error", "This entry was changed in the meantime.").key("entry");
  write_entry(json, {entry, std::nullopt});
  json.end_object();
  Response response = fresh(std::move(body), 409);
  response.headers.set("X-Error-Code", "ReadingListChanged");
  return response;
}

}  // namespace

Response reading_list(api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  const Result<std::vector<engine::KeptRow>> rows =
      context.engine.kept_rows(api::caller_of(context, request), **dataset);
  if (!rows) return refuse(rows.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("allowed", api::caller_of(context, request).may_change);
  json.member("snapshot", (*dataset)->manifest().snapshot_id).key("entries").begin_array();
  for (const engine::KeptRow& row : *rows) write_entry(json, row);
  json.end_array().end_object();
  return fresh(std::move(body));
}

Response keep_row(api::Context& context, const Request& request) {
  api::ResponseOr<Meant> meant = find_entry(context, request);
  if (!meant) return std::move(meant).refusal();
  const bool is_present = meant->key.snapshot == meant->dataset->manifest().snapshot_id;
  if (is_present) meant = find_present_row(context, request);
  if (!meant) return std::move(meant).refusal();
  const Result<boost::json::value> body = parse_json(request.body.empty() ? "{}" : request.body);
  if (!body) return http::error_response(body.error());
  std::optional<store::ReadingEntry> met;
  const auto edit = [&](store::ReadingEntry& entry) {
    if (!is_present && entry.added_at == 0) return Status(not_found("No such row is kept."));
    if (entry.added_at != 0 && !is_as_known(*body, entry)) {
      met = entry;
      return Status(already_exists("changed"));
    }
    apply(*body, entry);
    return Status();
  };
  const Result<store::ReadingEntry> entry = context.engine.reading_lists().edit(
      meant->dataset->manifest().dataset, meant->key, meant->identity, seconds_now(), edit);
  if (met) return changed_meanwhile(*met);
  return entry ? answer(*entry, *meant) : refuse(entry.error());
}

Response drop_row(api::Context& context, const Request& request) {
  api::ResponseOr<Meant> meant = find_entry(context, request);
  if (!meant) return std::move(meant).refusal();
  const Status status =
      context.engine.reading_lists().remove(meant->dataset->manifest().dataset, meant->key);
  if (!status) return refuse(status.error());
  return fresh("{}");
}

}  // namespace vitrine::v1
