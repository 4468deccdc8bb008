#include "cli/commands.h"
#include "cli/hits.h"

namespace vitrine::cli {

Status run_similar(Session& session) {
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Arguments& arguments = session.arguments();
  const Result<std::string> answer =
      session.ask(*dataset, {"rows", std::to_string(arguments.row), "similar"},
                  {{"limit", std::to_string(arguments.limit)}});
  if (!answer) return answer.error();
  return show_hits(session, *answer);
}

}  // namespace vitrine::cli
