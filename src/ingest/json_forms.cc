#include "ingest/json_forms.h"

#include <algorithm>
#include <map>
#include <set>

namespace vitrine::ingest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The offset behind the string that starts at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

/// The offset of the ',' or the closing bracket that ends the value at `at`.
std::size_t value_end(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      i = string_end(text, i) - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return i;
      --depth;
    } else if (c == ',' && depth == 0) {
      return i;
    }
  }
  return text.size();
}

bool is_object(std::string_view value) {
  return value.starts_with('{');
}

bool is_array(std::string_view value) {
  return value.starts_with('[');
}

bool is_list_of_objects(std::string_view value) {
  if (!is_array(value)) return false;
  const std::vector<std::string_view> elements = json_elements(value);
  return !elements.empty() && std::ranges::all_of(elements, is_object);
}

const JsonMember* find_member_of(const std::vector<JsonMember>& members, std::string_view key) {
  const auto it = std::ranges::find(members, key, &JsonMember::key);
  return it == members.end() ? nullptr : &*it;
}

bool is_split(const std::vector<JsonMember>& members) {
  const JsonMember* columns = find_member_of(members, "columns");
  const JsonMember* data = find_member_of(members, "data");
  if (columns == nullptr || data == nullptr || members.size() > 3) return false;
  if (members.size() == 3 && find_member_of(members, "index") == nullptr) return false;
  if (!is_array(columns->value) || !is_array(data->value)) return false;
  return std::ranges::all_of(json_elements(data->value), is_array);
}

bool are_column_lists(const std::vector<JsonMember>& members) {
  std::set<std::size_t> lengths;
  for (const JsonMember& member : members) {
    if (!is_array(member.value)) return false;
    lengths.insert(json_elements(member.value).size());
  }
  return members.size() > 1 && lengths.size() == 1 && *lengths.begin() > 1;
}

bool is_number_key(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

std::set<std::string_view> keys_of(std::string_view object) {
  std::set<std::string_view> keys;
  for (const JsonMember& member : json_members(object)) keys.insert(member.key);
  return keys;
}

/// What kind of value begins so, as far as it tells columns apart; 0 for null.
char kind_of(std::string_view value) {
  const char first = value.empty() ? 'n' : value.front();
  if (first == 'n') return 0;
  if (first == 't' || first == 'f') return 't';
  return first == '"' || first == '{' || first == '[' ? first : '0';
}

/// Whether the values under each key are of one kind, seen by the outer keys or by the inner ones.
struct KindsAlike {
  bool outer = true;
  bool inner = true;
};

KindsAlike kinds_alike(const std::vector<JsonMember>& members) {
  KindsAlike out;
  std::map<std::string_view, char> of_inner;
  for (const JsonMember& member : members) {
    char of_outer = 0;
    for (const JsonMember& cell : json_members(member.value)) {
      const char kind = kind_of(cell.value);
      if (kind == 0) continue;
      char& seen = of_inner[cell.key];
      out.outer &= of_outer == 0 || of_outer == kind;
      out.inner &= seen == 0 || seen == kind;
      of_outer = kind;
      seen = kind;
    }
  }
  return out;
}

/// Objects in an object: by columns where the inner keys are row numbers, or where they alone make
/// columns of values of one kind; by rows where the outer ones are, or where several have the same
/// keys.
JsonForm nested_form(const std::vector<JsonMember>& members) {
  if (!std::ranges::all_of(members, [](const JsonMember& m) { return is_object(m.value); }))
    return JsonForm::kRecords;
  const std::set<std::string_view> first = keys_of(members.front().value);
  if (first.empty()) return JsonForm::kRecords;
  const bool same = std::ranges::all_of(
      members, [&](const JsonMember& member) { return keys_of(member.value) == first; });
  if (same && std::ranges::all_of(first, is_number_key)) return JsonForm::kColumns;
  const bool numbered =
      std::ranges::all_of(members, [](const JsonMember& m) { return is_number_key(m.key); });
  if (numbered) return JsonForm::kIndex;
  if (same && members.size() > 1) {
    const KindsAlike kinds = kinds_alike(members);
    return kinds.outer && !kinds.inner ? JsonForm::kColumns : JsonForm::kIndex;
  }
  return JsonForm::kRecords;
}

/// How deep lists are looked for in a document that is one record, and how many are named.
constexpr int kListDepth = 4;
constexpr std::size_t kListsNamed = 4;

/// The paths of lists of objects in an object, as --field takes them.
void add_lists(std::string_view object, const std::string& prefix, int depth,
               std::vector<std::string>& out) {
  for (const JsonMember& member : json_members(object)) {
    const std::string path = prefix + std::string(member.key);
    if (is_list_of_objects(member.value)) {
      out.push_back(path);
    } else if (is_object(member.value) && depth > 1) {
      add_lists(member.value, path + ".", depth - 1, out);
    }
  }
}

/// The object of the i-th values of some lists.
class RecordText {
 public:
  void add(std::string_view key, std::string_view value) {
    text_ += text_.empty() ? "{" : ",";
    text_.append("\"").append(key).append("\":").append(value);
  }
  std::string take() { return text_.empty() ? "{}" : std::move(text_) + "}"; }

 private:
  std::string text_;
};

using Records = std::vector<std::string>;

Result<Records> member_records(std::string_view document, std::string_view path) {
  std::string_view at = trim(document);
  std::string_view rest = path;
  do {  // one step at least: a name may be empty
    const std::vector<JsonMember> members = json_members(at);
    // A name that has dots goes before a way of several names.
    const JsonMember* found = find_member_of(members, rest);
    std::string_view name = rest;
    if (found == nullptr) {
      name = rest.substr(0, rest.find('.'));
      found = find_member_of(members, name);
    }
    if (found == nullptr)
      return invalid_argument("has no member \"" + std::string(path) + "\" (--field)");
    at = found->value;
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  } while (!rest.empty());
  if (is_object(at)) return json_table_records(at, find_json_table(at));
  if (!is_array(at))
    return invalid_argument("has no list in its member \"" + std::string(path) + "\" (--field)");
  Records records;
  for (const std::string_view element : json_elements(at)) records.emplace_back(element);
  return records;
}

Result<Records> column_list_records(const std::vector<JsonMember>& members) {
  std::vector<std::vector<std::string_view>> columns;
  for (const JsonMember& member : members) columns.push_back(json_elements(member.value));
  Records records;
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    RecordText record;
    for (std::size_t i = 0; i < members.size(); ++i) record.add(members[i].key, columns[i][row]);
    records.push_back(record.take());
  }
  return records;
}

std::string_view index_name(const std::vector<JsonMember>& columns) {
  return find_member_of(columns, "index") != nullptr ? "index_" : "index";
}

/// Every column has the same keys, in the same order but for hand-made files. Keys that are not
/// numbers of rows are a column too.
Result<Records> column_records(const std::vector<JsonMember>& members) {
  std::vector<std::vector<JsonMember>> columns;
  for (const JsonMember& member : members) columns.push_back(json_members(member.value));
  const bool is_numbered = std::ranges::all_of(
      columns.front(), [](const JsonMember& cell) { return is_number_key(cell.key); });
  Records records;
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    const std::string_view key = columns.front()[row].key;
    RecordText record;
    if (!is_numbered) record.add(index_name(members), "\"" + std::string(key) + "\"");
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool in_place = row < columns[i].size() && columns[i][row].key == key;
      const JsonMember* cell = in_place ? &columns[i][row] : find_member_of(columns[i], key);
      if (cell != nullptr) record.add(members[i].key, cell->value);
    }
    records.push_back(record.take());
  }
  return records;
}

Result<Records> index_records(const std::vector<JsonMember>& members) {
  Records records;
  for (const JsonMember& member : members) {
    const std::vector<JsonMember> cells = json_members(member.value);
    RecordText record;
    record.add(index_name(cells), "\"" + std::string(member.key) + "\"");
    for (const JsonMember& cell : cells) record.add(cell.key, cell.value);
    records.push_back(record.take());
  }
  return records;
}

Result<Records> split_records(const std::vector<JsonMember>& members) {
  std::vector<std::string_view> names;
  for (std::string_view name : json_elements(find_member_of(members, "columns")->value))
    names.push_back(name.size() >= 2 && name.front() == '"' ? name.substr(1, name.size() - 2)
                                                            : name);
  Records records;
  for (const std::string_view row : json_elements(find_member_of(members, "data")->value)) {
    const std::vector<std::string_view> cells = json_elements(row);
    if (cells.size() != names.size())
      return corrupt("row " + std::to_string(records.size() + 1) + " of \"data\" has " +
                     std::to_string(cells.size()) + " values where \"columns\" has " +
                     std::to_string(names.size()));
    RecordText record;
    for (std::size_t i = 0; i < names.size(); ++i) record.add(names[i], cells[i]);
    records.push_back(record.take());
  }
  return records;
}

bool is_scalar_text(std::string_view value) {
  if (value.empty()) return false;
  const char c = value.front();
  return c == '"' || c == '-' || (c >= '0' && c <= '9') || value == "true" || value == "false";
}

/// Replaces \ud83d and its like where no other half follows, or stands in front.
std::uint64_t replace_lone_surrogates(std::string_view text, std::string& out) {
  const auto half = [&](std::size_t at) -> char {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return '\0';
    if ((text[at + 2] | 0x20) != 'd') return '\0';
    const char digit = static_cast<char>(text[at + 3] | 0x20);
    if (digit == '8' || digit == '9' || digit == 'a' || digit == 'b') return 'h';
    const bool low = digit >= 'c' && digit <= 'f';
    return low ? 'l' : '\0';
  };
  std::uint64_t replaced = 0;
  std::size_t copied = 0;
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
    const char kind = half(at);
    if (kind == '\0') {
      at += 2;  // whatever is escaped, a backslash too
    } else if (kind == 'h' && half(at + 6) == 'l') {
      at += 12;
    } else {
      out.append(text.substr(copied, at - copied)).append("\\ufffd");
      at += 6;
      copied = at;
      ++replaced;
    }
  }
  if (replaced > 0) out.append(text.substr(copied));
  return replaced;
}

}  // namespace

std::vector<JsonMember> json_members(std::string_view object) {
  object = trim(object);
  std::vector<JsonMember> out;
  if (!is_object(object)) return out;
  std::size_t at = 1;
  while (true) {
    const std::size_t quote = object.find_first_not_of(kBlanks, at);
    if (quote == std::string_view::npos || object[quote] != '"') return out;
    const std::size_t key_end = string_end(object, quote);
    const std::size_t colon = object.find(':', key_end);
    if (colon == std::string_view::npos) return out;
    const std::size_t end = value_end(object, colon + 1);
    out.push_back({object.substr(quote + 1, key_end - quote - 2),
                   trim(object.substr(colon + 1, end - colon - 1))});
    if (end >= object.size() || object[end] != ',') return out;
    at = end + 1;
  }
}

std::vector<std::string_view> json_elements(std::string_view array) {
  array = trim(array);
  std::vector<std::string_view> out;
  if (!is_array(array)) return out;
  std::size_t at = 1;
  while (true) {
    const std::size_t end = value_end(array, at);
    const std::string_view element = trim(array.substr(at, end - at));
    if (!element.empty()) out.push_back(element);
    if (end >= array.size() || array[end] != ',') return out;
    at = end + 1;
  }
}

JsonTable find_json_table(std::string_view document) {
  const std::vector<JsonMember> members = json_members(document);
  if (members.empty()) return {};
  if (is_split(members)) return {JsonForm::kSplit, ""};
  if (are_column_lists(members) && std::ranges::none_of(members, [](const JsonMember& m) {
        return is_list_of_objects(m.value);
      }))
    return {JsonForm::kColumnLists, ""};
  std::vector<std::string_view> lists;
  for (const JsonMember& member : members) {
    if (is_list_of_objects(member.value)) lists.push_back(member.key);
  }
  if (lists.size() == 1) return {JsonForm::kMember, std::string(lists.front())};
  if (!lists.empty()) return {};
  return {nested_form(members), ""};
}

Result<Records> json_table_records(std::string_view document, const JsonTable& table) {
  const std::vector<JsonMember> members = json_members(document);
  if (members.empty() && table.form != JsonForm::kRecords)
    return corrupt("is not the JSON document that it was");
  switch (table.form) {
    case JsonForm::kRecords:
      return Records{std::string(trim(document))};
    case JsonForm::kMember:
      return member_records(document, table.member);
    case JsonForm::kColumnLists:
      return column_list_records(members);
    case JsonForm::kColumns:
      return column_records(members);
    case JsonForm::kIndex:
      return index_records(members);
    case JsonForm::kSplit:
      return split_records(members);
  }
  return internal_error("a JSON form without records");
}

std::string other_tables_sentence(std::string_view document) {
  std::vector<std::string> paths;
  add_lists(document, "", kListDepth, paths);
  if (paths.empty()) return "";
  std::string named;
  for (std::size_t i = 0; i < std::min(paths.size(), kListsNamed); ++i)
    named += (i == 0 ? "\"" : ", \"") + paths[i] + "\"";
  const std::string more = paths.size() > kListsNamed ? ", ..." : "";
  return "it is one record; of its lists " + named + more + ", --field " + paths.front() +
         " makes one the table";
}

std::string json_table_sentence(const JsonTable& table) {
  switch (table.form) {
    case JsonForm::kRecords:
      return "";
    case JsonForm::kMember:
      return "its records are the list \"" + table.member + "\" (--field names another)";
    case JsonForm::kColumnLists:
      return "it is written by columns: each member is a list";
    case JsonForm::kColumns:
      return "it is written by columns, as pandas does: each member is a column";
    case JsonForm::kIndex:
      return "it is written by rows under a key, which is the column \"index\"";
    case JsonForm::kSplit:
      return "it is written in parts, as pandas does with orient=split";
  }
  return "";
}

std::string_view as_json_object(std::string_view text, std::string& storage, JsonRepairs& repairs) {
  storage.clear();
  const std::uint64_t surrogates = replace_lone_surrogates(text, storage);
  repairs.surrogates += surrogates;
  if (surrogates > 0) text = storage;
  const std::string_view value = trim(text);
  if (is_object(value)) return text;
  if (value == "null") {
    ++repairs.nulls;
    storage = "{}";
  } else if (is_array(value)) {
    ++repairs.arrays;
    RecordText record;
    const std::vector<std::string_view> elements = json_elements(value);
    for (std::size_t i = 0; i < elements.size(); ++i)
      record.add("column_" + std::to_string(i), elements[i]);
    storage = record.take();
  } else if (is_scalar_text(value)) {
    ++repairs.scalars;
    RecordText record;
    record.add(value.starts_with('"') ? "text" : "value", value);
    storage = record.take();
  } else {
    return text;  // no JSON: for the parser to say
  }
  return storage;
}

}  // namespace vitrine::ingest
