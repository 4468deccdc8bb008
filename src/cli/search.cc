#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_search(Session& session) {
  return show_search(session, {{"q", session.arguments().query}});
}

}  // namespace vitrine::cli
