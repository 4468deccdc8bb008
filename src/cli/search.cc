#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_search(Session& session) {
  return show_hits(session, ask::Question::kSearch, {{"q", session.arguments().query}});
}

}  // namespace vitrine::cli
