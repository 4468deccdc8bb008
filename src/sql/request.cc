#include "sql/request.h"

#include <algorithm>
#include <array>

#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::sql {
namespace {

constexpr std::array<std::string_view, 4> kForms = {"arrays", "csv", "jsonl", "parquet"};

Error malformed() {
  return invalid_argument("the request to the SQL process is malformed");
}

std::optional<std::uint64_t> limit_in(const boost::json::value& json, std::string_view key) {
  const std::optional<std::int64_t> limit = int_member(json, key);
  if (!limit || *limit < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*limit);
}

Result<std::vector<SqlTable>> read_tables(const boost::json::value& json) {
  const boost::json::value* list = find_member(json, "tables");
  if (list == nullptr || !list->is_array()) return malformed();
  std::vector<SqlTable> tables;
  for (const boost::json::value& item : list->get_array()) {
    const auto name = string_member(item, "name");
    const boost::json::value* files = find_member(item, "files");
    if (!name || files == nullptr || !files->is_array()) return malformed();
    SqlTable& table = tables.emplace_back(std::string(*name), std::vector<fs::path>());
    for (const boost::json::value& file : files->get_array()) {
      if (!file.is_string()) return malformed();
      table.files.emplace_back(std::string(file.get_string()));
    }
  }
  return tables;
}

}  // namespace

std::string to_json(const SqlRequest& request) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("sql", request.sql);
  json.member("form", kForms[static_cast<std::size_t>(request.form)]);
  json.member("max_rows", request.max_rows).member("max_bytes", request.max_bytes);
  json.member("memory_bytes", request.memory_bytes).key("tables").begin_array();
  for (const SqlTable& table : request.tables) {
    json.begin_object().member("name", table.name).key("files").begin_array();
    for (const fs::path& file : table.files) json.value(file.string());
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return out;
}

Result<SqlRequest> parse_sql_request(std::string_view text) {
  const Result<boost::json::value> json = parse_json(text);
  if (!json) return json.error();
  const auto sql = string_member(*json, "sql");
  const auto form = std::ranges::find(kForms, string_member(*json, "form").value_or(""));
  const auto rows = limit_in(*json, "max_rows");
  const auto bytes = limit_in(*json, "max_bytes");
  const auto memory = limit_in(*json, "memory_bytes");
  if (!sql || form == kForms.end() || !rows || !bytes || !memory) return malformed();
  Result<std::vector<SqlTable>> tables = read_tables(*json);
  if (!tables) return std::move(tables).error();
  SqlRequest request;
  request.sql = *sql;
  request.tables = *std::move(tables);
  request.form = static_cast<SqlForm>(form - kForms.begin());
  request.max_rows = *rows;
  request.max_bytes = *bytes;
  request.memory_bytes = *memory;
  return request;
}

SqlPosition position_in(std::string_view sql, std::size_t offset) {
  const std::string_view before = sql.substr(0, std::min(offset, sql.size()));
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none
  const auto starts_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  };
  SqlPosition position;
  position.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  position.column =
      static_cast<std::size_t>(std::ranges::count_if(before.substr(line_start), starts_character)) +
      1;
  return position;
}

}  // namespace vitrine::sql
