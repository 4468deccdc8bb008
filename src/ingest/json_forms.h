#pragma once
// JSON forms: the table in a JSON document that is no list of records by itself.
//
//   member         {"data": [{...}, {...}]}              the one list of objects, or `field`
//   column lists   {"a": [1, 2], "b": ["x", "y"]}        lists of one length
//   columns        {"a": {"0": 1, "1": 2}, "b": {...}}   pandas, orient="columns"
//   index          {"id1": {"a": 1}, "id2": {"a": 2}}    pandas, orient="index"; the key is a
//   column split          {"columns": [...], "data": [[...]]}   pandas, orient="split"
//
// Texts are cut by quotes and brackets alone and put together again as they were written, so that
// no number is rounded; whether they are JSON is for their parser to say.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace vitrine::ingest {

enum class JsonForm { kRecords, kMember, kColumnLists, kColumns, kIndex, kSplit };

struct JsonTable {
  JsonForm form = JsonForm::kRecords;
  std::string member;  ///< kMember: the names on the way, with dots between.
};

struct JsonMember {
  std::string_view key;  ///< As written, without its quotes.
  std::string_view value;
};

/// The members of an object, or the elements of an array, in order. Nothing for other texts.
std::vector<JsonMember> json_members(std::string_view object);
std::vector<std::string_view> json_elements(std::string_view array);

/// The table that a document, the only value of its file, holds. kRecords where it is a record.
JsonTable find_json_table(std::string_view document);

/// The records of the table: JSON objects, one text each. Errors: corrupt where the document has
/// not the form; invalid_argument for a member that is not there or holds no list.
Result<std::vector<std::string>> json_table_records(std::string_view document,
                                                    const JsonTable& table);

/// Of a document that is a record, with lists of objects in it: which they are, and how to have one
/// as the table; else empty.
std::string other_tables_sentence(std::string_view document);

/// What a person should know of a table that was found: "its records are the list \"data\"".
std::string json_table_sentence(const JsonTable& table);

/// A record as an object, whatever it is: {"text": "x"} of a text, {"value": 1} of another scalar,
/// {"column_0": ...} of an array, {} of null; lone surrogates become U+FFFD. `changed` says whether
/// it differs from the text. The view is of `text` or of `storage`.
struct JsonRepairs {
  std::uint64_t nulls = 0;
  std::uint64_t scalars = 0;
  std::uint64_t arrays = 0;
  std::uint64_t surrogates = 0;
  bool any() const { return nulls + scalars + arrays + surrogates > 0; }
};
std::string_view as_json_object(std::string_view text, std::string& storage, JsonRepairs& repairs);

}  // namespace vitrine::ingest
