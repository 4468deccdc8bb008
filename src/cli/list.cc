#include "api/reports_json.h"
#include "api/utc_time.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/progress_display.h"
#include "cli/table.h"

namespace vitrine::cli {
namespace {

/// A dataset that is damaged has its name alone.
std::vector<std::string> line_of(const engine::DatasetEntry& entry) {
  if (!entry.opened) return {entry.name.id(), with_thousands(0), "0", byte_count(0), ""};
  const store::Manifest& manifest = (*entry.opened)->manifest();
  return {entry.name.id(), with_thousands(manifest.num_rows()),
          std::to_string(manifest.configs.front().features.size()),
          byte_count(manifest.num_bytes_parquet()), api::utc_time(manifest.imported_at)};
}

/// Of a dataset that is damaged nothing but its name is known.
Listing listing_of(const std::vector<engine::DatasetEntry>& entries) {
  Listing listing{{{"dataset", "VARCHAR"},
                   {"rows", "BIGINT"},
                   {"columns", "BIGINT"},
                   {"bytes", "BIGINT"},
                   {"imported", "TIMESTAMP"}},
                  {}};
  for (const engine::DatasetEntry& entry : entries) {
    std::vector<std::optional<std::string>>& row = listing.rows.emplace_back(5);
    row[0] = entry.name.id();
    if (!entry.opened) continue;
    const store::Manifest& manifest = (*entry.opened)->manifest();
    row[1] = std::to_string(manifest.num_rows());
    row[2] = std::to_string(manifest.configs.front().features.size());
    row[3] = std::to_string(manifest.num_bytes_parquet());
    row[4] = api::utc_time(manifest.imported_at);
  }
  return listing;
}

}  // namespace

Status run_list(Session& session) {
  const OutputFormat format = output_format(session.arguments());
  if (Status status = check_output(format); !status) return status;
  const Result<std::vector<engine::DatasetEntry>> entries =
      session.engine().datasets(session.caller());
  if (!entries) return entries.error();
  if (format == OutputFormat::kJson) return print(api::datasets_json(*entries, version()) + "\n");
  if (format != OutputFormat::kTable) return print_listing(listing_of(*entries), format);
  Table table{{"dataset", "rows", "columns", "size", "imported"}, {}, {false, true, true, true}};
  for (const engine::DatasetEntry& entry : *entries) table.rows.push_back(line_of(entry));
  if (table.rows.empty()) {
    note("the library " + session.library().home().string() +
         " is empty: `vitrine import FILE` puts a dataset into it");
    return {};
  }
  return print(table_for_stdout(table));
}

}  // namespace vitrine::cli
