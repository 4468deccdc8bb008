#include "cli/commands.h"
#include "cli/query_output.h"
#include "sql/console.h"

namespace vitrine::cli {

Status run_sql(Session& session) {
  const Result<store::DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::shared_ptr<const engine::OpenDataset>> opened =
      session.engine().open(session.caller(), *dataset);
  if (!opened) return opened.error();
  const Arguments& arguments = session.arguments();
  const Result<const store::ConfigManifest*> config = (*opened)->config(arguments.config);
  if (!config) return config.error();
  Result<std::vector<sql::SqlTable>> tables = engine::sql_tables((*opened)->snapshot(), **config);
  if (!tables) return std::move(tables).error();
  const OutputFormat format = output_format(arguments);
  if (Status status = check_output(format); !status) return status;
  return print_query(*tables, arguments.query, format, session.stop());
}

}  // namespace vitrine::cli
