#include "server/hub/rows.h"

#include <algorithm>

#include "base/json_writer.h"
#include "search/filter/hub_grammar.h"
#include "search/filter/lenient_grammar.h"
#include "search/query.h"
#include "search/row_json.h"
#include "server/chosen_columns.h"
#include "server/hub/row_items.h"
#include "server/hub/target.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr int kRowsPerPage = 100;  // what clients are told they may ask for

struct PageOfRows {
  std::uint64_t total = 0;
  std::vector<std::uint64_t> rows;
};

/// A request that asks for rows of one split, taken apart.
struct RowsRequest {
  Target target;
  Page page;
  std::shared_ptr<const SplitReader> split;
  std::vector<std::size_t> columns;
};

Response page_too_big(const Target& target, std::size_t max_bytes) {
  return refuse(target, 500, "TooBigContentError",
                "The rows asked for take more than " + std::to_string(max_bytes) +
                    " bytes; ask for fewer with 'length'.");
}

Outcome<RowsRequest> read_request(const Context& context, const Request& request,
                                  std::string_view also_required) {
  if (auto missing = first_missing(request, also_required)) return *std::move(missing);
  Outcome<Page> page = read_page(request);
  if (!page) return std::move(page).refusal();
  Outcome<Target> target = find_target(context, request, Levels::kSplitOnly);
  if (!target) return std::move(target).refusal();
  Result<std::shared_ptr<const SplitReader>> split = target->reader();
  if (!split) return refuse(*target, split.error());
  Result<std::vector<std::size_t>> columns = all_columns((*split)->features());
  if (const auto names = request.query.given("columns")) {
    columns = chosen_columns(*names, (*split)->features());
    if (!columns) return refuse(*target, columns.error());
  }
  return RowsRequest{*std::move(target), *page, *std::move(split), *std::move(columns)};
}

Response answer_page(const Context& context, const RowsRequest& asked, const PageOfRows& page) {
  const Features& features = asked.split->features();
  const std::vector<std::string> keys = column_keys(features, asked.columns);
  std::string body = "{\"features\":";
  append_features(body, features, asked.columns);
  body += ",\"rows\":[";
  const Status status =
      visit_cells(*asked.split, page.rows, asked.columns,
                  [&](std::size_t position, std::span<const std::string_view> cells) {
                    body += position == 0 ? "{\"row_idx\":" : ",{\"row_idx\":";
                    append_json_number(body, page.rows[position]);
                    body += ",\"row\":";
                    append_object(body, keys, cells);
                    body += ",\"truncated_cells\":[]}";
                    return body.size() <= context.max_page_bytes;
                  });
  if (!status) return refuse(asked.target, status.error());
  if (body.size() > context.max_page_bytes) {
    return page_too_big(asked.target, context.max_page_bytes);
  }
  body += "],\"num_rows_total\":";
  append_json_number(body, page.total);
  body += ",\"num_rows_per_page\":" + std::to_string(kRowsPerPage) + ",\"partial\":false}";
  return reply(asked.target, std::move(body));
}

/// `refused` is what the client is told where the query itself is at fault.
Response answer_query(Context& context, const RowsRequest& asked, const Query& query,
                      const std::stop_token& stop, std::string_view refused) {
  Result<Hits> hits = run_query(*asked.split, context.sql, query, stop);
  if (!hits && hits.error().code() == ErrorCode::kInvalidArgument) {
    return refuse(asked.target, 422, "InvalidParameter", refused);
  }
  if (!hits) return refuse(asked.target, hits.error());
  return answer_page(context, asked, {hits->total, std::move(hits->rows)});
}

}  // namespace

Response rows(Context& context, const Request& request) {
  Outcome<RowsRequest> asked = read_request(context, request, "");
  if (!asked) return std::move(asked).refusal();
  PageOfRows page{asked->split->num_rows(), {}};
  const std::uint64_t begin = std::min(asked->page.offset, page.total);
  const std::uint64_t end = begin + std::min(asked->page.length, page.total - begin);
  for (std::uint64_t row = begin; row < end; ++row) page.rows.push_back(row);
  return answer_page(context, *asked, page);
}

Response search(Context& context, const Request& request) {
  Outcome<RowsRequest> asked = read_request(context, request, "query");
  if (!asked) return std::move(asked).refusal();
  if (asked->split->layout().text_columns.empty()) {
    return refuse(asked->target, 400, "SearchFeatureNotAvailableError",
                  "The split does not have the search feature: no column holds text.");
  }
  Query query;
  query.text = *request.query.given("query");
  query.mode = SearchMode::kKeyword;
  query.offset = asked->page.offset;
  query.limit = asked->page.length;
  return answer_query(context, *asked, query, request.stop, "A query parameter is invalid");
}

Response filter(Context& context, const Request& request) {
  Outcome<RowsRequest> asked = read_request(context, request, "");
  if (!asked) return std::move(asked).refusal();
  Query query;
  query.offset = asked->page.offset;
  query.limit = asked->page.length;
  const Features& features = asked->split->features();
  if (const auto where = request.query.given("where")) {
    Result<std::string> condition = hub_where_to_sql(*where, features);
    if (!condition) return refuse(asked->target, condition.error());
    query.condition = *std::move(condition);
  }
  if (const auto order = request.query.given("orderby")) {
    Result<std::string> keys = hub_orderby_to_sql(*order, features);
    if (!keys) return refuse(asked->target, keys.error());
    query.sort = *std::move(keys);
  }
  return answer_query(context, *asked, query, request.stop, "A query parameter is invalid");
}

}  // namespace vitrine::hub
