#pragma once
// What files of Parquet that we write say about their types beyond what Parquet has types for.

#include <string>

#include "duck/database.h"
#include "schema/features.h"

namespace vitrine::duck {

/// The value of COPY's option KV_METADATA for the rows of `query`, whose columns are `features` in
/// turn: `huggingface`, and where moments are told in a zone or integers are durations,
/// `ARROW:schema`, from which Arrow's readers learn it. Errors: of the query; as arrow_footer().
/// Cost: binds the query where there are such.
Result<std::string> parquet_metadata_sql(Connection& connection, const std::string& query,
                                         const schema::Features& features,
                                         const std::stop_token& stop);

}  // namespace vitrine::duck
