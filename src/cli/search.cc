#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_search(Session& session) {
  const Arguments& arguments = session.arguments();
  Session::Parameters parameters = {{"q", arguments.query}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) parameters.emplace_back(name, value);
  };
  add("mode", arguments.mode);
  add("facets", arguments.facets);
  add("like", arguments.like);
  add("dislike", arguments.dislike);
  return show_search(session, std::move(parameters));
}

}  // namespace vitrine::cli
