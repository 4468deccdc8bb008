#include "v1/routes.h"

#include "api/query_parameters.h"
#include "v1/columns.h"
#include "v1/datasets.h"
#include "v1/embedded_media.h"
#include "v1/imports.h"
#include "v1/labels.h"
#include "v1/map.h"
#include "v1/media.h"
#include "v1/reading_list.h"
#include "v1/rows.h"
#include "v1/search.h"
#include "v1/sql.h"
#include "v1/thumbnails.h"

namespace vitrine::v1 {
namespace {

using ask::Question;
using http::Method;
using http::QueryParameter;
using http::Request;
using http::Response;
using http::WorkerPool;

struct Entry {
  const char* name = nullptr;
  const char* path = nullptr;  ///< After /api/v1/datasets.
  const char* summary = nullptr;
  Response (*answer)(api::Context&, const Request&) = nullptr;
  WorkerPool pool = WorkerPool::kFast;
  Method method = Method::kGet;
  const char* schema = "";
  std::optional<Question> question = std::nullopt;  ///< Whose parameters it takes.
};

using Type = QueryParameter::Type;

constexpr QueryParameter kUploadParameters[] = {{"name", "Of the file", Type::kText, true}};
constexpr QueryParameter kKeptParameters[] = {
    {"config", "By default the first", Type::kText},
    {"split", "By default the first of the config", Type::kText},
    {"snapshot", "That the row was kept from, by default the present one", Type::kText}};
constexpr QueryParameter kRemovalParameters[] = {
    {"values", "How many values the label has", Type::kNumber, true}};
constexpr QueryParameter kPieceParameters[] = {{"offset", "Where the piece begins", Type::kNumber}};

constexpr Entry kEntries[] = {
    {"v1-datasets", "", "All datasets of the library", list_datasets, WorkerPool::kFast,
     Method::kGet, "DatasetList"},
    {"v1-dataset", "/{owner}/{name}", "One dataset with its card, configs and splits", dataset,
     WorkerPool::kFast, Method::kGet, "Dataset"},
    {"v1-columns", "/{owner}/{name}/columns", "Type, role and statistics of each column", columns,
     WorkerPool::kFast, Method::kGet, "Columns", Question::kColumns},
    {"v1-search", "/{owner}/{name}/search", "Rows by words, meaning, examples, condition and order",
     search, WorkerPool::kSlow, Method::kGet, "Hits", Question::kSearch},
    {"v1-search-post", "/{owner}/{name}/search", "The same, asked in JSON", search,
     WorkerPool::kSlow, Method::kPost, "Hits", Question::kSearch},
    {"v1-facets", "/{owner}/{name}/facets", "What the rows of a search hold, column by column",
     facets, WorkerPool::kSlow, Method::kGet, "Hits", Question::kFacets},
    {"v1-facets-post", "/{owner}/{name}/facets", "The same, asked in JSON", facets,
     WorkerPool::kSlow, Method::kPost, "Hits", Question::kFacets},
    {"v1-recommend", "/{owner}/{name}/recommend", "Rows like some and unlike others", recommend,
     WorkerPool::kSlow, Method::kGet, "Hits", Question::kRecommend},
    {"v1-recommend-post", "/{owner}/{name}/recommend", "The same, asked in JSON", recommend,
     WorkerPool::kSlow, Method::kPost, "Hits", Question::kRecommend},
    {"v1-row", "/{owner}/{name}/rows/{row_idx}", "One row with its vectors", row, WorkerPool::kFast,
     Method::kGet, "Row", Question::kRow},
    {"v1-find-row", "/{owner}/{name}/find-row", "The row that an identity names, by its number",
     find_row_by_identity, WorkerPool::kSlow, Method::kGet, "FoundRow", Question::kFindRow},
    {"v1-media", "/{owner}/{name}/media/{rest...}", "A picture, recording, video or document",
     media},
    {"v1-card-picture", "/{owner}/{name}/card/{rest...}", "A picture of the card", card_picture},
    {"v1-embedded-medium", "/{owner}/{name}/rows/{row_idx}/media",
     "A picture, sound or film of a row", embedded_medium, WorkerPool::kFast, Method::kGet, "",
     Question::kMedium},
    {"v1-thumbnail", "/{owner}/{name}/rows/{row_idx}/thumbnail", "A picture of a row, small",
     thumbnail, WorkerPool::kSlow, Method::kGet, "", Question::kThumbnail},
    {"v1-file-thumbnail", "/{owner}/{name}/thumbnails/{rest...}",
     "A picture that a row names, small", file_thumbnail, WorkerPool::kSlow, Method::kGet, "",
     Question::kFileThumbnail},
    {"v1-sql", "/{owner}/{name}/sql", "The rows of a query in SQL", sql, WorkerPool::kWaiting,
     Method::kGet, "Table", Question::kSql},
    {"v1-sql-post", "/{owner}/{name}/sql", "The same, asked in JSON", sql, WorkerPool::kWaiting,
     Method::kPost, "Table", Question::kSql},
    {"v1-similar", "/{owner}/{name}/rows/{row_idx}/similar", "The rows nearest to one", similar,
     WorkerPool::kSlow, Method::kGet, "Hits", Question::kSimilar},
};

/// What changes the library, and the lists of what may be changed.
struct ChangeEntry {
  http::Method method = http::Method::kPost;
  const char* name = nullptr;
  const char* path = nullptr;  ///< After /api/v1.
  const char* summary = nullptr;
  Response (*answer)(api::Context&, const Request&) = nullptr;
  const char* schema = "";
  std::span<const QueryParameter> parameters = {};
  std::uint64_t max_body = 64 << 10;
  std::optional<Question> question = std::nullopt;
  http::Need need = http::Need::kChange;
};

constexpr ChangeEntry kChanges[] = {
    {Method::kGet,
     "v1-imports",
     "/imports",
     "Imports that wait, run or have ended",
     list_imports,
     "Imports",
     {},
     64 << 10,
     std::nullopt,
     http::Need::kNothing},
    {Method::kPost, "v1-import", "/imports", "Import a source in the background", start_import,
     "Import"},
    {Method::kPost, "v1-import-preview", "/imports/preview",
     "What an import would make; nothing is imported", preview_import, "ImportPreview"},
    {Method::kDelete, "v1-import-cancel", "/imports/{id}",
     "Stop an import, or forget one that has ended", cancel_import, "Empty"},
    {Method::kPost, "v1-upload", "/uploads", "Begin to send a file", begin_upload, "Upload",
     kUploadParameters},
    {Method::kPut, "v1-upload-piece", "/uploads/{id}", "Send the next piece of a file",
     append_upload, "Uploaded", kPieceParameters, kMaxPieceBytes},
    {Method::kDelete, "v1-upload-discard", "/uploads/{id}", "Give up sending a file",
     discard_upload, "Empty"},
    {Method::kGet,
     "v1-reading-list",
     "/datasets/{owner}/{name}/reading-list",
     "The rows that a reader keeps",
     reading_list,
     "ReadingList",
     {},
     64 << 10,
     std::nullopt,
     http::Need::kNotes},
    {Method::kPut, "v1-reading-list-keep", "/datasets/{owner}/{name}/reading-list/{row_idx}",
     "Keep a row, or change its note, folder, tags, rating or status", keep_row, "Kept",
     kKeptParameters, 256 << 10},
    {Method::kDelete, "v1-reading-list-drop", "/datasets/{owner}/{name}/reading-list/{row_idx}",
     "Drop a row from the list", drop_row, "Empty", kKeptParameters},
    {Method::kGet,
     "v1-labels",
     "/datasets/{owner}/{name}/labels",
     "The columns that people have added",
     labels,
     "Labels",
     {},
     64 << 10,
     Question::kColumns,
     http::Need::kNotes},
    {Method::kPut, "v1-label-define", "/datasets/{owner}/{name}/labels/{label}",
     "Add a column of labels, or change its choices", define_label, "Empty"},
    {Method::kDelete, "v1-label-remove", "/datasets/{owner}/{name}/labels/{label}",
     "Remove a column of labels with its values", remove_label, "Empty", kRemovalParameters},
    {Method::kPut,
     "v1-label-set",
     "/datasets/{owner}/{name}/labels/{label}/rows/{row_idx}",
     "Give a row a label in the place of the one that it has",
     set_label,
     "LabelSet",
     {},
     64 << 10,
     Question::kColumns},
    {Method::kDelete, "v1-remove", "/datasets/{owner}/{name}", "Remove a dataset from the library",
     remove_dataset, "Empty"},
};

std::span<const QueryParameter> described(std::optional<Question> question) {
  return question ? api::query_parameters(*question) : std::span<const QueryParameter>();
}

}  // namespace

void add_routes(http::Router& router, api::Context& context) {
  for (const Entry& entry : kEntries) {
    router.add({.method = entry.method,
                .pattern = std::string("/api/v1/datasets") + entry.path,
                .name = entry.name,
                .summary = entry.summary,
                .handler = [&context, answer = entry.answer](
                               const Request& request) { return answer(context, request); },
                .pool = entry.pool,
                .any_origin = true,
                .parameters = described(entry.question),
                .answer = entry.schema,
                .takes_json_parameters = entry.method == Method::kPost,
                .need = http::Need::kRead});
  }
  for (const ChangeEntry& entry : kChanges) {
    router.add({.method = entry.method,
                .pattern = std::string("/api/v1") + entry.path,
                .name = entry.name,
                .summary = entry.summary,
                .handler = [&context, answer = entry.answer](
                               const Request& request) { return answer(context, request); },
                .pool = WorkerPool::kSlow,
                .max_body = entry.max_body,
                .parameters = entry.question ? described(entry.question) : entry.parameters,
                .answer = entry.schema,
                .need = entry.need});
  }
  add_map_routes(router, context);
}

}  // namespace vitrine::v1
