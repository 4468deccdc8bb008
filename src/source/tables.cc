#include "source/tables.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "formats/excel_file.h"
#include "formats/sqlite_file.h"
#include "schema/plain_name.h"

namespace vitrine::source {
namespace {

bool has_tables(const SourceConfig& config) {
  const FileFormat format = config.splits.front().files.front().format;
  return format == FileFormat::kSqlite || format == FileFormat::kExcel;
}

Result<std::vector<std::string>> tables_of(const SourceFile& file) {
  return file.format == FileFormat::kExcel ? formats::excel_sheets(file.path)
                                           : formats::sqlite_tables(file.path);
}

/// Why a table that is listed cannot be read, if it is for what it is; damage is found later.
std::optional<Error> refusal(const SourceFile& file, const std::string& table,
                             const ReadOptions& reading) {
  const Result<formats::RowFile> opened =
      file.format == FileFormat::kExcel
          ? formats::open_excel(file.path, table, sheet_reading(reading))
          : formats::open_sqlite(file.path, table);
  if (opened || opened.error().code() != ErrorCode::kInvalidArgument) return std::nullopt;
  return opened.error();
}

/// Of a table's name what a config's name may have; another one of that name gets a number.
std::string config_name(const std::string& table, std::set<std::string>& taken) {
  std::string name = schema::plain_name(table.substr(0, 80));
  if (name.empty()) name = "table";
  const std::string base = name;
  for (int n = 2; !taken.insert(name).second; ++n) name = base + "-" + std::to_string(n);
  return name;
}

/// Whether a SQLite database writes to a log beside it that is not there. Source: "Database File
/// Format", section 1.3.3.
bool has_lost_log(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(20, '\0');
  std::error_code ec;
  return in.read(head.data(), 20) && head.starts_with("SQLite format 3") && head[18] == 2 &&
         !fs::exists(path.string() + "-wal", ec);
}

class Expansion {
 public:
  Status read(const SourceConfig& config);
  /// Leaves out what cannot be read, as long as something can.
  void leave_out(const SourceConfig& config);
  std::vector<SourceConfig> configs(const SourceConfig& config, std::set<std::string>& taken) const;

 private:
  std::vector<std::string> tables_;                      ///< In order of first sight.
  std::vector<std::vector<std::set<std::string>>> has_;  ///< By split and file.
  std::vector<std::string> notices_;
};

Status Expansion::read(const SourceConfig& config) {
  for (const SourceSplit& split : config.splits) {
    has_.emplace_back();
    for (const SourceFile& file : split.files) {
      const Result<std::vector<std::string>> tables = tables_of(file);
      if (!tables) return Error(tables.error()).in(file.path.filename().string());
      has_.back().emplace_back(tables->begin(), tables->end());
      for (const std::string& table : *tables) {
        if (std::ranges::find(tables_, table) == tables_.end()) tables_.push_back(table);
      }
    }
  }
  if (!tables_.empty()) return {};
  const fs::path& path = config.splits.front().files.front().path;
  return invalid_argument(path.filename().string() + " holds no tables" +
                          (has_lost_log(path) ? ", and its log is missing, which may have them: "
                                                "copy the file that ends in -wal beside it, or "
                                                "close the program that writes it first"
                                              : ""));
}

void Expansion::leave_out(const SourceConfig& config) {
  if (tables_.size() < 2) return;
  std::vector<std::string> readable;
  std::vector<std::string> notices;
  auto has = has_;
  for (const std::string& table : tables_) {
    bool is_readable = false;
    for (std::size_t s = 0; s < has_.size(); ++s) {
      for (std::size_t f = 0; f < has_[s].size(); ++f) {
        if (!has_[s][f].contains(table)) continue;
        const SourceFile& file = config.splits[s].files[f];
        const std::optional<Error> error = refusal(file, table, config.reading);
        is_readable |= !error;
        if (!error) continue;
        has[s][f].erase(table);
        notices.push_back(file.path.filename().string() + ": \"" + table +
                          "\" is left out: " + error->message());
      }
    }
    if (is_readable) readable.push_back(table);
  }
  if (readable.empty()) return;
  tables_ = std::move(readable);
  has_ = std::move(has);
  notices_ = std::move(notices);
}

std::vector<SourceConfig> Expansion::configs(const SourceConfig& config,
                                             std::set<std::string>& taken) const {
  std::vector<SourceConfig> out;
  for (const std::string& table : tables_) {
    SourceConfig one = config;
    one.splits.clear();
    one.name = config_name(tables_.size() == 1 ? config.name : table, taken);
    for (std::size_t s = 0; s < config.splits.size(); ++s) {
      SourceSplit split = config.splits[s];
      split.files.clear();
      for (std::size_t f = 0; f < config.splits[s].files.size(); ++f) {
        if (!has_[s][f].contains(table)) continue;
        split.files.push_back(config.splits[s].files[f]);
        split.files.back().part = table;
      }
      if (!split.files.empty()) one.splits.push_back(std::move(split));
    }
    if (!out.empty()) {
      one.notices.clear();  // said once
    } else {
      one.notices.insert(one.notices.end(), notices_.begin(), notices_.end());
    }
    if (tables_.size() > 1 && one.name != table)
      one.notices.push_back("\"" + table + "\" is called " + one.name +
                            ": its name has characters that addresses have not, or is taken");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

formats::SheetReading sheet_reading(const ReadOptions& reading) {
  return {reading.header, reading.skip_lines, reading.skipped, reading.names};
}

Status expand_tables(std::vector<SourceConfig>& configs) {
  std::vector<SourceConfig> out;
  std::set<std::string> taken;
  for (const SourceConfig& config : configs) {
    if (!has_tables(config)) taken.insert(config.name);
  }
  for (SourceConfig& config : configs) {
    if (!has_tables(config)) {
      out.push_back(std::move(config));
      continue;
    }
    Expansion expansion;
    if (Status status = expansion.read(config); !status) return status;
    expansion.leave_out(config);
    std::ranges::move(expansion.configs(config, taken), std::back_inserter(out));
  }
  configs = std::move(out);
  return {};
}

}  // namespace vitrine::source
