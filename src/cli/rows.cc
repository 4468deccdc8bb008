#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_rows(Session& session) {
  return show_hits(session, ask::Question::kSearch);
}

}  // namespace vitrine::cli
