#include "v1/search.h"

#include "api/search_json.h"
#include "api/write_services.h"
#include "engine/search_parameters.h"
#include "store/revision.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using ask::Question;
using http::Request;
using http::Response;

/// The rows alone, in their order, as a file of their own.
Response answer_parquet(api::Context& context, const engine::Caller& caller,
                        const engine::SearchAnswer& answer) {
  Result<std::string> file = context.engine.rows_as_file(caller, answer, context.max_page_bytes);
  if (!file) return http::error_response(file.error());
  const store::Manifest& manifest = answer.place.dataset->manifest();
  Response response = Response::owned_bytes(*std::move(file), "application/vnd.apache.parquet");
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"" + manifest.dataset.name + ".parquet\"");
  response.headers.set("X-Revision", store::revision_of(manifest));
  response.headers.set("X-Num-Rows-Total", std::to_string(answer.hits.total));
  return response;
}

/// A request for hits, read.
struct AskedHits {
  Asked asked;
  engine::SearchRequest request;
  api::SearchJsonOptions options;
};

api::ResponseOr<AskedHits> read(const api::Context& context, const Request& request,
                                Question question) {
  api::SearchJsonOptions options;
  options.max_bytes = context.max_page_bytes;
  api::ResponseOr<Asked> asked = read_labelled_request(context, request, question);
  if (!asked) return std::move(asked).refusal();
  const ask::Values& values = asked->values;
  Result<engine::SearchRequest> search = engine::read_search(question, values, *asked->place.split);
  if (!search) return http::error_response(search.error());
  const bool has_rows = question != Question::kFacets;
  options.vectors = has_rows && values.choice("vectors") == "sketch";
  options.media_by_address = has_rows && values.choice("media") == "address";
  options.highlights = question == Question::kSearch && values.flag("highlights");
  return AskedHits{*std::move(asked), *std::move(search), options};
}

Response answer(api::Context& context, const Request& request, AskedHits read, bool as_file) {
  const engine::Caller caller = api::caller_of(context, request);
  read.request.explain = !as_file;
  if (as_file) read.request.facets.clear();
  Result<engine::SearchAnswer> answer =
      context.engine.search(caller, read.asked.place, std::move(read.request));
  if (!answer) return http::error_response(answer.error());
  if (as_file) return answer_parquet(context, caller, *answer);
  const auto kept = std::make_shared<const engine::SearchAnswer>(*std::move(answer));
  Result<api::RowList> list = api::search_list(kept, read.options);
  if (!list) return http::error_response(list.error());
  Result<http::Body> body =
      api::row_list_body(*std::move(list), context.whole_answer_bytes, read.options.max_bytes);
  if (!body) return http::error_response(body.error());
  Response response = reply(*kept->place.dataset, *std::move(body));
  if (kept->hits.meaning_error)
    response.headers.set("X-Meaning-Error",
                         std::string(error_code_name(*kept->hits.meaning_error)));
  return response;
}

}  // namespace

Response search(api::Context& context, const Request& request) {
  api::ResponseOr<AskedHits> asked = read(context, request, Question::kSearch);
  if (!asked) return std::move(asked).refusal();
  const bool as_file = asked->asked.values.choice("format") == "parquet";
  return answer(context, request, *std::move(asked), as_file);
}

Response facets(api::Context& context, const Request& request) {
  api::ResponseOr<AskedHits> asked = read(context, request, Question::kFacets);
  if (!asked) return std::move(asked).refusal();
  return answer(context, request, *std::move(asked), false);
}

Response recommend(api::Context& context, const Request& request) {
  api::ResponseOr<AskedHits> asked = read(context, request, Question::kRecommend);
  if (!asked) return std::move(asked).refusal();
  if (asked->request.query.like.empty() && asked->request.query.vector.empty()) {
    return http::error_response(422, "MissingRequiredParameter",
                                "Parameter 'like' is required: the numbers of rows to start from");
  }
  return answer(context, request, *std::move(asked), false);
}

Response similar(api::Context& context, const Request& request) {
  api::ResponseOr<AskedHits> asked = read(context, request, Question::kSimilar);
  if (!asked) return std::move(asked).refusal();
  api::ResponseOr<std::uint64_t> row = find_row(*asked->asked.place.split, request);
  if (!row) return std::move(row).refusal();
  asked->request.query.like = {*row};
  return answer(context, request, *std::move(asked), false);
}

}  // namespace vitrine::v1
