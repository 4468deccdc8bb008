#include "base/json_writer.h"
#include "cli/commands.h"

namespace vitrine::cli {

Status run_import(Session& session) {
  const Result<ImportOutcome> outcome =
      session.import(session.arguments().sources, session.arguments().name);
  if (!outcome) return outcome.error();
  if (!session.arguments().json) return print(outcome->dataset.id() + "\n");
  std::string text;
  JsonWriter json(text);
  json.begin_object()
      .member("dataset", outcome->dataset.id())
      .member("snapshot", outcome->snapshot_id);
  json.member("already_there", outcome->already_there).member("num_rows", outcome->num_rows);
  json.member("num_bytes_parquet", outcome->num_bytes_parquet).key("notices").begin_array();
  for (const std::string& notice : outcome->notices) json.value(notice);
  json.end_array().end_object();
  return print(text + "\n");
}

}  // namespace vitrine::cli
