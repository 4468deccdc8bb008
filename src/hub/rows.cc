#include "hub/rows.h"

#include <algorithm>

#include "api/flag_parameter.h"
#include "api/row_list.h"
#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"
#include "base/json_writer.h"
#include "engine/search_parameters.h"
#include "http/forwarding.h"
#include "hub/media_cells.h"
#include "hub/page_cursor.h"
#include "hub/row_format.h"
#include "hub/row_items.h"
#include "hub/target.h"
#include "search/query.h"
#include "search/row_json.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::uint64_t kRowsPerPage = 100;  // what clients are told they may ask for
constexpr std::uint64_t kMostRows = 10'000;  // where a client asks for more than the Hub offers

struct PageOfRows {
  std::uint64_t total = 0;
  std::vector<std::uint64_t> rows;
};

/// A request that asks for rows of one split, taken apart.
struct RowsRequest {
  Target target;
  Page page;
  std::shared_ptr<const search::Split> split;
  std::vector<std::size_t> columns;
  RowFormat format = RowFormat::kJson;
  bool with_cursor = false;
};

Response page_too_big(const Target& target, std::size_t max_bytes) {
  return refuse(target, 500, "TooBigContentError",
                "The rows asked for take more than " + std::to_string(max_bytes) +
                    " bytes; ask for fewer with 'length'.");
}

api::ResponseOr<RowsRequest> read_request(const api::Context& context, const Request& request,
                                          std::string_view also_required) {
  if (auto missing = first_missing(request, also_required)) return *std::move(missing);
  api::ResponseOr<std::optional<RowFormat>> format = asked_format(request);
  if (!format) return std::move(format).refusal();
  const auto cursor = request.query.given("cursor");
  api::ResponseOr<Page> page =
      *format || cursor ? read_page(request, kMostRows) : read_page(request, kRowsPerPage);
  if (!page) return std::move(page).refusal();
  api::ResponseOr<Target> target = find_target(context, request, RouteScope::kSplitOnly);
  if (!target) return std::move(target).refusal();
  Result<std::shared_ptr<const search::Split>> split = target->reader();
  if (!split) return refuse(*target, split.error());
  Result<std::vector<std::size_t>> columns = search::all_columns((*split)->features());
  if (const auto names = request.query.given("columns")) {
    columns = engine::read_column_list("columns", *names, (*split)->features());
    if (!columns) return refuse(*target, columns.error());
  }
  if (cursor) {
    const Result<std::uint64_t> offset = cursor_offset(*cursor, target->manifest().snapshot_id);
    if (!offset) return refuse(*target, offset.error());
    page->offset = *offset;
  }
  return RowsRequest{*std::move(target),
                     *page,
                     *std::move(split),
                     *std::move(columns),
                     format->value_or(RowFormat::kJson),
                     cursor.has_value()};
}

/// The cursor of the page behind this one; nothing behind the last.
std::optional<std::string> next_cursor(const RowsRequest& asked, const PageOfRows& page) {
  const std::uint64_t end = asked.page.offset + page.rows.size();
  if (page.rows.empty() || end >= page.total) return std::nullopt;
  return page_cursor(asked.target.manifest().snapshot_id, end);
}

/// What stands behind the rows.
std::string page_end(const RowsRequest& asked, const PageOfRows& page) {
  std::string end = "],\"num_rows_total\":";
  append_json_number(end, page.total);
  end += ",\"num_rows_per_page\":" + std::to_string(kRowsPerPage) + ",\"partial\":false";
  if (asked.with_cursor) {
    const std::optional<std::string> next = next_cursor(asked, page);
    end += ",\"next_cursor\":" + (next ? '"' + *next + '"' : "null");
  }
  return end + "}";
}

api::RowList page_list(const RowsRequest& asked, const PageOfRows& page, std::string origin) {
  const schema::Features& features = asked.split->features();
  api::RowList list{"{\"features\":", page_end(asked, page), {}};
  append_features(list.begin, features, asked.columns);
  list.begin += ",\"rows\":[";
  const auto media = std::make_shared<MediaCells>(*asked.split, asked.columns, std::move(origin));
  list.write = [split = asked.split, columns = asked.columns, rows = page.rows, media,
                keys = search::column_keys(features, asked.columns)](
                   std::size_t first, std::string& out, const std::function<bool()>& go_on) {
    return split->visit_cells(std::span(rows).subspan(first), columns,
                              [&](std::size_t from_first, std::span<const std::string_view> cells) {
                                const std::size_t position = first + from_first;
                                out += position == 0 ? "{\"row_idx\":" : ",{\"row_idx\":";
                                append_json_number(out, rows[position]);
                                out += ",\"row\":";
                                search::append_object(out, keys,
                                                      media->replace(rows[position], cells));
                                out += ",\"truncated_cells\":[]}";
                                return go_on();
                              });
  };
  return list;
}

Response answer_json(const api::Context& context, const Request& request, const RowsRequest& asked,
                     const PageOfRows& page) {
  Result<http::Body> body = api::row_list_body(page_list(asked, page, http::base_url_of(request)),
                                               context.whole_answer_bytes, context.max_page_bytes);
  if (!body && body.error().code() == ErrorCode::kTooLarge)
    return page_too_big(asked.target, context.max_page_bytes);
  if (!body) return refuse(asked.target, body.error());
  return reply(asked.target, *std::move(body));
}

/// The formats that are made whole before they are sent.
Response answer_file(api::Context& context, const RowsRequest& asked, const PageOfRows& page,
                     const std::stop_token& stop) {
  const bool is_arrow = asked.format == RowFormat::kArrow;
  Result<std::string> file = asked.split->write(
      is_arrow ? search::RowFileFormat::kArrowStream : search::RowFileFormat::kParquet, page.rows,
      asked.columns, context.max_page_bytes, stop);
  if (!file && file.error().code() == ErrorCode::kTooLarge)
    return page_too_big(asked.target, context.max_page_bytes);
  if (!file) return refuse(asked.target, file.error());
  return Response::owned_bytes(*std::move(file), is_arrow ? "application/vnd.apache.arrow.stream"
                                                          : "application/vnd.apache.parquet");
}

/// What stands in the JSON answer beside the rows stands in headers of the others.
void add_headers(Response& response, const RowsRequest& asked, const PageOfRows& page) {
  response.headers.set("Vary", "Accept, Accept-Encoding");
  if (asked.format == RowFormat::kJson || response.status != 200) return;
  response.headers.add("X-Revision", store::revision_of(asked.target.manifest()));
  response.headers.add("X-Num-Rows-Total", std::to_string(page.total));
  if (!asked.with_cursor) return;
  if (const std::optional<std::string> next = next_cursor(asked, page))
    response.headers.add("X-Next-Cursor", *next);
}

Response answer_page(api::Context& context, const Request& request, const RowsRequest& asked,
                     const PageOfRows& page) {
  Response response;
  switch (asked.format) {
    case RowFormat::kJson:
      response = answer_json(context, request, asked, page);
      break;
    case RowFormat::kParquet:
    case RowFormat::kArrow:
      response = answer_file(context, asked, page, request.stop);
      break;
    case RowFormat::kJsonLines:
    case RowFormat::kCsv:
      response = stream_rows(asked.split, page.rows, asked.columns, asked.format);
  }
  add_headers(response, asked, page);
  return response;
}

/// Reads `where` and `orderby` into `query`: by the Hub's grammar, or the lenient one.
/// Errors: invalid_argument.
Status read_conditions(const Request& request, const schema::Features& features, bool lenient,
                       search::Query& query) {
  if (const auto where = request.query.given("where")) {
    Result<ask::Predicate> condition =
        lenient ? ask::parse_where(*where, features) : ask::parse_hub_where(*where, features);
    if (!condition) return std::move(condition).error();
    query.condition = *std::move(condition);
  }
  if (const auto order = request.query.given("orderby")) {
    Result<ask::Order> keys =
        lenient ? ask::parse_sort(*order, features) : ask::parse_hub_orderby(*order, features);
    if (!keys) return std::move(keys).error();
    query.sort = *std::move(keys);
  }
  return {};
}

Response answer_query(api::Context& context, const RowsRequest& asked, const Request& request,
                      search::Query query) {
  query.offset = asked.page.offset;
  query.limit = asked.page.length;
  api::ResponseOr<bool> lenient = api::flag_parameter(request, "lenient");
  if (!lenient) return std::move(lenient).refusal();
  const Status read = read_conditions(request, asked.split->features(), *lenient, query);
  if (!read) return refuse(asked.target, read.error());
  Result<search::Hits> hits = search::run_query(*asked.split, query, request.stop);
  if (!hits && hits.error().code() == ErrorCode::kInvalidArgument) {
    return refuse(asked.target, 422, "InvalidParameter", "A query parameter is invalid");
  }
  if (!hits) return refuse(asked.target, hits.error());
  return answer_page(context, request, asked, {hits->total, std::move(hits->rows)});
}

}  // namespace

Response rows(api::Context& context, const Request& request) {
  api::ResponseOr<RowsRequest> asked = read_request(context, request, "");
  if (!asked) return std::move(asked).refusal();
  PageOfRows page{asked->split->num_rows(), {}};
  const std::uint64_t begin = std::min(asked->page.offset, page.total);
  const std::uint64_t end = begin + std::min(asked->page.length, page.total - begin);
  for (std::uint64_t row = begin; row < end; ++row) page.rows.push_back(row);
  return answer_page(context, request, *asked, page);
}

Response search(api::Context& context, const Request& request) {
  api::ResponseOr<RowsRequest> asked = read_request(context, request, "query");
  if (!asked) return std::move(asked).refusal();
  if (asked->split->layout().text_columns.empty()) {
    return refuse(asked->target, 400, "SearchFeatureNotAvailableError",
                  "The split does not have the search feature: no column holds text.");
  }
  search::Query query;
  query.text = *request.query.given("query");
  query.coverage = text::WordCoverage::kAny;
  query.mode = search::SearchMode::kKeyword;
  return answer_query(context, *asked, request, std::move(query));
}

Response filter(api::Context& context, const Request& request) {
  api::ResponseOr<RowsRequest> asked = read_request(context, request, "");
  if (!asked) return std::move(asked).refusal();
  return answer_query(context, *asked, request, {});
}

}  // namespace vitrine::hub
