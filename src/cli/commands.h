#pragma once
// Commands: one function and one file each. Results go to stdout, everything else to stderr.

#include "base/result.h"
#include "cli/session.h"

namespace vitrine::cli {

Status run_serve(Session& session);
Status run_token(Session& session);
Status run_import(Session& session);
Status run_embed(Session& session);
/// Fills the column that the arguments ask for; nothing to do, where `may_be_there`, if the model
/// made it before.
Status embed(Session& session, const store::DatasetName& dataset, bool may_be_there);
Status run_list(Session& session);
Status run_info(Session& session);
Status run_rows(Session& session);
Status run_stats(Session& session);
Status run_search(Session& session);
Status run_similar(Session& session);
Status run_sql(Session& session);
Status run_export(Session& session);
Status run_mcp(Session& session);
Status run_remove(Session& session);
Status run_restore(Session& session);
Status run_backup(Session& session);
Status run_gc(Session& session);
Status run_doctor(Session& session);
Status run_model(const Arguments& arguments, const std::stop_token& stop);
Status run_sample(const Arguments& arguments, const std::stop_token& stop);

}  // namespace vitrine::cli
