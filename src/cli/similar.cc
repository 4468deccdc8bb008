#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_similar(Session& session) {
  return show_hits(session, ask::Question::kSimilar, {}, session.arguments().row);
}

}  // namespace vitrine::cli
