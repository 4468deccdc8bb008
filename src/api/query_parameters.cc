#include "api/query_parameters.h"

#include <map>
#include <mutex>
#include <vector>

namespace vitrine::api {
namespace {

using http::QueryParameter;

QueryParameter::Type type_of(ask::Parameter::Type type) {
  switch (type) {
    case ask::Parameter::Type::kNumber:
      return QueryParameter::Type::kNumber;
    case ask::Parameter::Type::kFlag:
      return QueryParameter::Type::kFlag;
    case ask::Parameter::Type::kChoice:
      return QueryParameter::Type::kChoice;
    case ask::Parameter::Type::kText:
    case ask::Parameter::Type::kRows:
    case ask::Parameter::Type::kNumbers:
    case ask::Parameter::Type::kColumns:
      break;
  }
  return QueryParameter::Type::kText;
}

std::vector<QueryParameter> describe(ask::Question question) {
  std::vector<QueryParameter> described;
  for (const ask::Parameter& row : ask::parameters_of(question)) {
    QueryParameter one{row.name, row.meaning, type_of(row.type)};
    one.required = row.required;
    one.choices = row.choices;
    if (row.type == ask::Parameter::Type::kNumber) {
      one.fallback = row.fallback;
      one.most = row.most;
    }
    described.push_back(one);
  }
  return described;
}

}  // namespace

std::span<const QueryParameter> query_parameters(ask::Question question) {
  static std::mutex mutex;
  static std::map<ask::Question, std::vector<QueryParameter>> described;  // of the mutex
  const std::lock_guard lock(mutex);
  const auto [place, is_new] = described.try_emplace(question);
  if (is_new) place->second = describe(question);
  return place->second;
}

}  // namespace vitrine::api
