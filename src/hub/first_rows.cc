#include "hub/first_rows.h"

#include <algorithm>

#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/media_cells.h"
#include "hub/row_items.h"
#include "hub/row_truncation.h"
#include "hub/target.h"
#include "search/row_json.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxColumns = 1000;

bool is_url(std::string_view cell) {
  return cell.starts_with("\"http://") || cell.starts_with("\"https://");
}

/// Media, which the Hub never cuts.
bool is_media(const schema::Feature& feature) {
  if (feature.kind != schema::Feature::Kind::kOther) return false;
  constexpr std::string_view kMedia[] = {"\"Image\"", "\"Audio\"", "\"Video\"", "\"Pdf\""};
  return std::ranges::any_of(kMedia, [&](std::string_view name) {
    return feature.other_json.find(name) != std::string::npos;
  });
}

/// Whether each column is exempt from being cut: media, and strings of which more than 30 % are
/// addresses.
Result<std::vector<bool>> exempt_columns(const search::Split& split,
                                         std::span<const std::uint64_t> rows,
                                         std::span<const std::size_t> columns) {
  const schema::Features& features = split.features();
  std::vector<std::size_t> num_urls(columns.size());
  // Of the row store's columns alone: a vector is no address, and dear to print.
  std::vector<std::size_t> strings;
  for (const std::size_t column : columns) {
    if (features[column].type.is_text()) strings.push_back(column);
  }
  const Status status =
      split.visit_cells(rows, strings, [&](std::size_t, std::span<const std::string_view> cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
          num_urls[strings[i]] += is_url(cells[i]) ? 1 : 0;
        }
        return true;
      });
  if (!status) return status.error();
  std::vector<bool> exempt(columns.size());
  for (const std::size_t column : columns) {
    exempt[column] = is_media(features[column].type) || num_urls[column] * 10 > rows.size() * 3;
  }
  return exempt;
}

/// {"dataset":...,"features":[...]: the answer up to its rows.
std::string opening(const Target& target, const schema::Features& features,
                    std::span<const std::size_t> columns) {
  std::string body;
  std::string list;
  append_features(list, features, columns);
  JsonWriter json(body);
  json.begin_object().member("dataset", target.dataset_id()).member("config", target.config->name);
  json.member("split", target.split->name).key("features").raw(list);
  return body;
}

Response too_big(const Target& target, std::size_t bytes) {
  return refuse(target, 501, "TooBigContentError",
                "The size of the content of the first rows (" + std::to_string(bytes) +
                    " B) exceeds the maximum supported size (" + std::to_string(kFirstRowsBytes) +
                    " B) even after truncation. Please report the issue.");
}

Response too_many_columns(const Target& target, std::size_t columns) {
  return refuse(target, 500, "TooManyColumnsError",
                "The number of columns (" + std::to_string(columns) +
                    ") exceeds the maximum supported number of columns (" +
                    std::to_string(kMaxColumns) +
                    "). This is a current limitation of the datasets viewer. You can reduce the "
                    "number of columns if you want the viewer to work.");
}

Result<RowTruncation::Rows> truncated_rows(const search::Split& split,
                                           std::span<const std::uint64_t> rows,
                                           std::span<const std::size_t> columns,
                                           std::size_t surrounding_bytes, std::size_t max_bytes,
                                           std::string origin) {
  Result<std::vector<bool>> exempt = exempt_columns(split, rows, columns);
  if (!exempt) return std::move(exempt).error();
  std::vector<std::string> names;
  for (const std::size_t column : columns) {
    append_json_string(names.emplace_back(), split.features()[column].name);
  }
  const auto budget = static_cast<std::int64_t>(kFirstRowsBytes - surrounding_bytes);
  RowTruncation truncation(search::column_keys(split.features(), columns), std::move(names),
                           *std::move(exempt), budget);
  MediaCells media(split, columns, std::move(origin));
  const Status status =
      split.visit_cells(rows, columns, [&](std::size_t i, std::span<const std::string_view> cells) {
        return truncation.add(media.replace(rows[i], cells)) &&
               truncation.kept_bytes() <= max_bytes;
      });
  if (!status) return status.error();
  if (truncation.kept_bytes() > max_bytes) {
    return too_large("The first rows take more than " + std::to_string(max_bytes) + " bytes.");
  }
  return std::move(truncation).finish();
}

}  // namespace

Response first_rows(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kSplitOnly);
  if (!found) return std::move(found).refusal();
  const Result<std::shared_ptr<const search::Split>> opened = found->reader();
  if (!opened) return refuse(*found, opened.error());
  const search::Split& split = **opened;
  if (split.features().size() > kMaxColumns) {
    return too_many_columns(*found, split.features().size());
  }
  const std::vector<std::size_t> columns = search::all_columns(split.features());
  std::string body = opening(*found, split.features(), columns);
  constexpr std::string_view kRest = R"(,"rows":[],"truncated":false})";
  const std::size_t surrounding = body.size() + kRest.size();
  if (surrounding > kFirstRowsBytes) return too_big(*found, surrounding);

  std::vector<std::uint64_t> rows(std::min<std::uint64_t>(split.num_rows(), kFirstRowsMaxNumber));
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  const Result<RowTruncation::Rows> kept = truncated_rows(
      split, rows, columns, surrounding, context.max_page_bytes, http::base_url_of(request));
  if (!kept) return refuse(*found, kept.error());
  body += ",\"rows\":" + kept->json + ",\"truncated\":";
  body += kept->count < split.num_rows() ? "true}" : "false}";
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub
