#include "cli/commands.h"

namespace vitrine::cli {

Status run_remove(Session& session) {
  const std::string& name = session.arguments().name;
  const Result<DatasetName> dataset =
      DatasetName::parse(name.find('/') == std::string::npos ? "local/" + name : name);
  if (!dataset) return dataset.error();
  if (Status status = session.library().remove(*dataset); !status) return status;
  note("removed " + dataset->id() +
       "; it is kept in the library's trash for 30 days, and an import under the same name brings "
       "back its notes");
  return {};
}

}  // namespace vitrine::cli
