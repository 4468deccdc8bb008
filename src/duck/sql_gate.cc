#include "duck/sql_gate.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <vector>

#include "base/json_parse.h"
#include "duck/types.h"

namespace vitrine::duck {

namespace json = boost::json;

namespace {

/// DuckDB's parser and serializer recurse over brackets; its own limit on expressions is 1,000.
constexpr std::size_t kMaxBrackets = 200;
/// Levels of the syntax tree's JSON: three to six for each of the expression.
constexpr std::size_t kMaxTreeDepth = 2000;

/// Table functions that compute and touch nothing.
constexpr std::array<std::string_view, 4> kTableFunctions = {"range", "generate_series", "unnest",
                                                             "repeat_row"};

constexpr std::array<std::string_view, 7> kTableKinds = {
    "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "SHOW_REF"};

constexpr std::array<std::string_view, 4> kQueryKinds = {"SELECT_NODE", "SET_OPERATION_NODE",
                                                         "RECURSIVE_CTE_NODE", "CTE_NODE"};

/// Scalar functions that read the session or the catalogue, change the session, run SQL given as
/// text, or take states of aggregates that a stranger could forge.
constexpr std::array<std::string_view, 28> kDeniedFunctions = {
    "current_setting",
    "getvariable",
    "getenv",
    "write_log",
    "nextval",
    "currval",
    "setseed",
    "json_serialize_plan",
    "json_serialize_sql",
    "json_deserialize_sql",
    "json_execute_serialized_sql",
    "query",
    "query_table",
    "get_block_size",
    "txid_current",
    "current_query",
    "current_query_id",
    "current_connection_id",
    "current_transaction_id",
    "in_search_path",
    "current_schemas",
    "parse_duckdb_log_message",
    "combine",
    "finalize",
    "stats",
    "col_description",
    "obj_description",
    "shobj_description",
};
/// Macros over the catalogue (pg_get_viewdef tells a view's SQL, so its paths), and internals.
constexpr std::array<std::string_view, 4> kDeniedPrefixes = {"pg_", "has_", "inet_", "__internal_"};
constexpr std::array<std::string_view, 2> kAllowedAnyway = {"pg_typeof", "pg_size_pretty"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool contains(std::span<const std::string_view> list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool is_denied_function(std::string_view name) {
  if (contains(kAllowedAnyway, name)) return false;
  return contains(kDeniedFunctions, name) ||
         std::ranges::any_of(kDeniedPrefixes,
                             [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Text of a member, or "".
std::string_view member(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

bool has_value(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && !value->is_null();
}

class TreeCheck {
 public:
  explicit TreeCheck(std::span<const std::string> tables) {
    for (const std::string& table : tables) tables_.push_back(lower(table));
  }

  Status visit(const json::value& value);

 private:
  Status visit_object(const json::object& object);
  Status visit_members(const json::object& object);
  Status visit_query(const json::object& node);
  Status visit_common_tables(const json::object& node);
  Status check_table_reference(const json::object& reference) const;
  Status check_base_table(const json::object& table) const;
  Status check_expression(const json::object& expression) const;

  std::vector<std::string> tables_;
  /// Names of WITH clauses that are visible here, innermost last.
  std::vector<std::string> common_;
};

Status TreeCheck::visit(const json::value& value) {
  if (const json::object* object = value.if_object(); object != nullptr) {
    return visit_object(*object);
  }
  if (const json::array* array = value.if_array(); array != nullptr) {
    for (const json::value& item : *array) {
      if (Status visited = visit(item); !visited) return visited;
    }
  }
  return {};
}

// Query nodes have a cte_map, expressions a class, table references a sample.
Status TreeCheck::visit_object(const json::object& object) {
  if (object.contains("cte_map")) return visit_query(object);
  if (object.contains("class")) {
    if (Status checked = check_expression(object); !checked) return checked;
  } else if (object.contains("sample")) {
    if (Status checked = check_table_reference(object); !checked) return checked;
  }
  return visit_members(object);
}

Status TreeCheck::visit_members(const json::object& object) {
  for (const auto& [key, child] : object) {
    if (key == "cte_map") continue;
    if (Status visited = visit(child); !visited) return visited;
  }
  return {};
}

Status TreeCheck::visit_query(const json::object& node) {
  const std::string_view type = member(node, "type");
  if (!contains(kQueryKinds, type)) {
    return invalid_argument("queries of the kind " + std::string(type) + " are not allowed");
  }
  const std::size_t outer = common_.size();
  if (type == "RECURSIVE_CTE_NODE") common_.push_back(lower(member(node, "cte_name")));
  Status visited = visit_common_tables(node);
  if (visited) visited = visit_members(node);
  common_.resize(outer);
  return visited;
}

/// Each name is visible from behind its definition on, so that a definition cannot lend its name to
/// a file.
Status TreeCheck::visit_common_tables(const json::object& node) {
  const json::value* map = find_member(node.at("cte_map"), "map");
  if (map == nullptr || !map->is_array()) return internal_error("a WITH clause without a list");
  for (const json::value& entry : map->get_array()) {
    const json::value* definition = find_member(entry, "value");
    const auto name = string_member(entry, "key");
    if (definition == nullptr || !name) return internal_error("a WITH clause without a name");
    if (Status visited = visit(*definition); !visited) return visited;
    common_.push_back(lower(*name));
  }
  return {};
}

Status TreeCheck::check_table_reference(const json::object& reference) const {
  const std::string_view type = member(reference, "type");
  if (!contains(kTableKinds, type)) {
    return invalid_argument("FROM cannot hold a " + lower(type) + " here");
  }
  if (type == "BASE_TABLE") return check_base_table(reference);
  if (type == "SHOW_REF" && !has_value(reference, "query")) {
    return invalid_argument("SHOW is not available; DESCRIBE a table instead");
  }
  if (type == "TABLE_FUNCTION") {
    const json::value* function = reference.if_contains("function");
    const std::string name =
        lower(function == nullptr ? "" : string_member(*function, "function_name").value_or(""));
    if (!contains(kTableFunctions, name)) {
      return invalid_argument("the table function " + name + "() is not allowed here");
    }
  }
  return {};
}

Status TreeCheck::check_base_table(const json::object& table) const {
  const std::string name = lower(member(table, "table_name"));
  const std::string schema = lower(member(table, "schema_name"));
  const bool plain = schema.empty() && member(table, "catalog_name").empty();
  const bool qualified = schema == "main" && member(table, "catalog_name").empty();
  const bool known = std::ranges::find(tables_, name) != tables_.end();
  const bool common = plain && std::ranges::find(common_, name) != common_.end();
  if (has_value(table, "at_clause")) return invalid_argument("AT (...) is not available");
  if ((known && (plain || qualified)) || common) return {};
  std::string message = "there is no table " + std::string(member(table, "table_name")) + " here";
  for (const std::string& allowed : tables_) {
    message += (&allowed == tables_.data() ? "; there is " : ", ") + allowed;
  }
  return invalid_argument(std::move(message));
}

Status TreeCheck::check_expression(const json::object& expression) const {
  if (member(expression, "class") == "PARAMETER") {
    return invalid_argument("parameters have no value here");
  }
  const std::string name = lower(member(expression, "function_name"));
  const json::value* exported = expression.if_contains("export_state");
  const bool exports = exported != nullptr && exported->is_bool() && exported->get_bool();
  if (exports || is_denied_function(name)) {
    return invalid_argument("the function " + name + "() is not allowed here");
  }
  return {};
}

/// The bound keeps the parser's recursion within any thread's stack; brackets inside strings count
/// too, which only errs on the safe side.
Status check_size(std::string_view sql) {
  if (sql.size() > kMaxSqlBytes) {
    return too_large("the query is longer than " + std::to_string(kMaxSqlBytes) + " bytes");
  }
  std::size_t depth = 0;
  for (const char c : sql) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
    if (depth > kMaxBrackets) return too_large("the query is nested too deeply");
  }
  return {};
}

Result<std::string> serialise(Connection& connection, std::string_view sql) {
  const std::array<SqlValue, 1> parameters = {std::string(sql)};
  Result<QueryResult> result =
      connection.query("SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", parameters);
  if (!result) return std::move(result).error();
  Chunk chunk;
  Result<bool> more = result->next(chunk);
  if (!more) return std::move(more).error();
  if (!*more || chunk.column(0).is_null(0)) return internal_error("DuckDB did not parse the query");
  return std::string(chunk.column(0).text(0));
}

Error refusal(const json::value& tree) {
  const std::string_view text = string_member(tree, "error_message").value_or("");
  if (text.starts_with("Only SELECT")) {
    return invalid_argument(
        "only a query is allowed here: SELECT, FROM, WITH, VALUES, DESCRIBE or SUMMARIZE");
  }
  std::string message(text.substr(0, text.find('\n')));
  const std::string_view position = string_member(tree, "position").value_or("");
  std::size_t at = 0;
  const auto [end, ec] = std::from_chars(position.data(), position.data() + position.size(), at);
  if (ec == std::errc{}) message += " (at character " + std::to_string(at + 1) + ")";
  return invalid_argument(std::move(message));
}

Result<json::value> parse_tree(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxTreeDepth;
  json::error_code ec;
  json::value tree = json::parse(text, ec, {}, options);
  if (ec) return too_large("the query is nested too deeply");
  return tree;
}

}  // namespace

Status check_select(Connection& connection, std::string_view sql,
                    std::span<const std::string> tables) {
  if (Status small = check_size(sql); !small) return small;
  Result<std::string> text = serialise(connection, sql);
  if (!text) return std::move(text).error();
  const Result<json::value> tree = parse_tree(*text);
  if (!tree) return tree.error();
  if (bool_member(*tree, "error").value_or(true)) return refusal(*tree);
  const json::value* statements = find_member(*tree, "statements");
  if (statements == nullptr || !statements->is_array() || statements->get_array().empty()) {
    return invalid_argument("the query is empty");
  }
  if (statements->get_array().size() > 1) {
    return invalid_argument("only one statement is allowed at a time");
  }
  return TreeCheck(tables).visit(*statements);
}

Status lock_down(Connection& connection, std::span<const fs::path> readable) {
  std::string paths;
  for (const fs::path& path : readable) {
    if (!paths.empty()) paths += ", ";
    paths += quote_literal(path.string());
  }
  for (const std::string& sql :
       {"SET allowed_paths = [" + paths + "]", std::string("SET enable_external_access = false"),
        std::string("SET lock_configuration = true")}) {
    if (Status set = connection.execute(sql); !set) return std::move(set).error().in("locking");
  }
  return {};
}

}  // namespace vitrine::duck
