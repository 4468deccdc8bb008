#include "cli/listing.h"

#include "base/sql_quote.h"
#include "cli/query_output.h"

namespace vitrine::cli {
namespace {

/// The listing as a statement that has its rows and types, none included.
std::string statement_of(const Listing& listing) {
  std::string columns;
  std::string nulls;
  std::string names;
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    const std::string separator = i == 0 ? "" : ", ";
    const std::string place = "c" + std::to_string(i);
    columns += separator + "CAST(" + place + " AS " + listing.columns[i].type + ") AS " +
               quote_identifier(listing.columns[i].name);
    nulls += separator + "NULL";
    names += separator + place;
  }
  std::string rows;
  for (const std::vector<std::optional<std::string>>& row : listing.rows) {
    rows += rows.empty() ? "(" : ", (";
    for (std::size_t i = 0; i < row.size(); ++i)
      rows += (i == 0 ? "" : ", ") + (row[i] ? quote_literal(*row[i]) : "NULL");
    rows += ")";
  }
  return "SELECT " + columns + " FROM (VALUES " + (rows.empty() ? "(" + nulls + ")" : rows) +
         ") AS listed(" + names + ")" + (rows.empty() ? " WHERE false" : "");
}

}  // namespace

Status print_listing(const Listing& listing, OutputFormat format) {
  return print_query({}, statement_of(listing), format, {});
}

}  // namespace vitrine::cli
