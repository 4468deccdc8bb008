#include "server/damage_watch.h"

#include "access/gate.h"
#include "base/error.h"

namespace vitrine::server {
namespace {

std::optional<jobs::Doubt> doubt_of(const http::Response& response) {
  const std::string_view code = response.headers.get("X-Error-Code");
  if (code == "CorruptDataError") return jobs::Doubt::kDamage;
  // Also said of what a sound dataset has not: the version is then today's.
  if (code == "NotSupportedError") return jobs::Doubt::kVersion;
  // A search that went on with words alone.
  const std::string_view meaning = response.headers.get("X-Meaning-Error");
  if (meaning == error_code_name(ErrorCode::kCorrupt)) return jobs::Doubt::kDamage;
  if (meaning == error_code_name(ErrorCode::kUnsupported)) return jobs::Doubt::kVersion;
  return std::nullopt;
}

}  // namespace

std::optional<http::Response> DamageWatch::admit(const http::Route& route,
                                                 http::Request& request) const {
  return guard_ == nullptr ? std::nullopt : guard_->admit(route, request);
}

void DamageWatch::conclude(const http::Route& route, const http::Request& request,
                           http::Response& response) const {
  if (guard_ != nullptr) guard_->conclude(route, request, response);
  const std::optional<jobs::Doubt> doubt = doubt_of(response);
  if (!doubt) return;
  // The path names it, or, of a question of an agent, its answer.
  const std::string named = access::named_dataset(request);
  const Result<store::DatasetName> dataset =
      store::DatasetName::parse(named.empty() ? response.about : named);
  if (dataset) found_(*dataset, *doubt);
}

}  // namespace vitrine::server
