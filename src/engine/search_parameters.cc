#include "engine/search_parameters.h"

#include <algorithm>

#include "ask/lenient_grammar.h"
#include "search/row_json.h"

namespace vitrine::engine {
namespace {

using ask::Question;

constexpr std::size_t kMaxVectorValues = 8192;

/// Reads one request piece by piece; the first error ends it.
class Reader {
 public:
  Reader(Question question, const ask::Values& values, const search::Split& split)
      : question_(question), values_(values), split_(split) {}

  Result<SearchRequest> read() && {
    read_page();
    for (const auto step :
         {&Reader::read_columns, &Reader::read_condition, &Reader::read_examples}) {
      if (Status status = (this->*step)(); !status) return status.error();
    }
    return std::move(request_);
  }

 private:
  bool takes(std::string_view name) const {
    return ask::find_parameter(question_, name) != nullptr;
  }
  template <typename T>
  static Status take(Result<T> result, T& place) {
    if (!result) return std::move(result).error();
    place = *std::move(result);
    return {};
  }

  void read_page() {
    search::Query& query = request_.query;
    query.offset = takes("offset") ? values_.number("offset") : 0;
    query.limit = takes("limit") ? values_.number("limit") : 0;
    request_.facet_limit = values_.number("facet_limit");
    request_.want_quantiles = takes("quantiles") && values_.flag("quantiles");
    query.text = values_.given("q").value_or("");
    query.unfinished = takes("typing") && values_.flag("typing");
    if (takes("mode"))
      query.mode = search::parse_search_mode(values_.choice("mode")).value_or(query.mode);
  }

  Status read_columns() {
    const schema::Features& features = split_.features();
    const bool is_file = takes("format") && values_.choice("format") == "parquet";
    request_.columns =
        is_file ? search::all_columns(features) : search::columns_without_vectors(features);
    for (const auto& [name, place] :
         {std::pair("columns", &request_.columns), std::pair("facets", &request_.facets)}) {
      const auto names = values_.given(name);
      if (!names) continue;
      if (Status status = take(read_column_list(name, *names, features), *place); !status)
        return status;
    }
    if (question_ == Question::kFacets && request_.facets.empty())
      request_.facets = search::columns_without_vectors(features);
    return {};
  }

  Status read_condition() {
    if (const auto where = values_.given("where")) {
      Result<ask::Predicate> condition = ask::parse_where(*where, split_.features());
      if (!condition) return ask::blame("where", condition.error());
      request_.query.condition = *std::move(condition);
    }
    if (const auto sort = values_.given("sort")) {
      Result<ask::Order> keys = ask::parse_sort(*sort, split_.features());
      if (!keys) return ask::blame("sort", keys.error());
      request_.query.sort = *std::move(keys);
    }
    return {};
  }

  Status read_examples() {
    search::Query& query = request_.query;
    const std::uint64_t num_rows = split_.num_rows();
    if (Status status = take(values_.rows("like", num_rows, search::kMaxExamples), query.like);
        !status)
      return status;
    if (Status status =
            take(values_.rows("dislike", num_rows, search::kMaxExamples), query.dislike);
        !status)
      return status;
    if (Status status = take(values_.numbers("vector", kMaxVectorValues), query.vector); !status)
      return status;
    const auto name = values_.given("column");
    if (!name) return {};
    query.column = schema::find_column(split_.features(), *name);
    const std::vector<std::size_t>& vectors = split_.layout().vector_columns;
    if (query.column && std::ranges::find(vectors, *query.column) != vectors.end()) return {};
    return ask::blame("column",
                      invalid_argument("\"" + std::string(*name) + "\" is no column of vectors"));
  }

  Question question_;
  const ask::Values& values_;
  const search::Split& split_;
  SearchRequest request_;
};

}  // namespace

Result<std::vector<std::size_t>> read_column_list(std::string_view parameter,
                                                  std::string_view names,
                                                  const schema::Features& features) {
  const Result<std::vector<std::size_t>> named = search::parse_columns(names, features);
  if (!named) return ask::blame(parameter, named.error());
  // A vector asked for a thousand times would be printed a thousand times.
  std::vector<bool> seen(features.size());
  std::vector<std::size_t> columns;
  for (const std::size_t column : *named) {
    if (!seen[column]) columns.push_back(column);
    seen[column] = true;
  }
  return columns;
}

Status check_row(const search::Split& split, std::uint64_t row) {
  if (row < split.num_rows()) return {};
  return not_found("There is no row " + std::to_string(row) + ": the split has " +
                   std::to_string(split.num_rows()) + " rows, counted from 0.");
}

Result<SearchRequest> read_search(Question question, const ask::Values& values,
                                  const search::Split& split) {
  return Reader(question, values, split).read();
}

}  // namespace vitrine::engine
