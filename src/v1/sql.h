#pragma once
// A person's SQL over a dataset: /api/v1/datasets/{owner}/{name}/sql. docs/sql.md is the page for
// users; sql/sandbox.h says what a query can and cannot do.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

/// Parameters: `sql`; `config`, by default the first, whose splits are the tables; `limit`, 1,000
/// to 10,000 rows; `format`: json, or csv, jsonl, parquet for all rows as a file.
http::Response sql(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1
