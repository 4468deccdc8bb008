#include "ingest/json_forms.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vitrine::ingest {
namespace {

using Records = std::vector<std::string>;

/// The records of a document, each with '\'' for '"'; an error's message.
Records records_of(std::string document, const std::string& field = "") {
  std::ranges::replace(document, '\'', '"');
  const JsonTable table =
      field.empty() ? find_json_table(document) : JsonTable{JsonForm::kMember, field};
  Result<Records> records = json_table_records(document, table);
  if (!records) return {records.error().message()};
  for (std::string& record : *records) std::ranges::replace(record, '"', '\'');
  return *records;
}

TEST(JsonForms, TheOneListOfObjectsIsTheTable) {
  EXPECT_EQ(records_of("{'version':1,'data':[{'a':1}, {'a':2}]}"), (Records{"{'a':1}", "{'a':2}"}));
  EXPECT_EQ(records_of("{'type':'FeatureCollection','features':[{'type':'Feature'}]}"),
            (Records{"{'type':'Feature'}"}));
  EXPECT_EQ(records_of("{'schema':{'fields':[{'name':'a'}]},'data':[{'a':1}]}"),
            (Records{"{'a':1}"}))
      << "pandas, orient=table";
}

TEST(JsonForms, TheTableMayHaveAnEmptyName) {
  EXPECT_EQ(records_of("{'':[{'a':1},{'a':2}]}"), (Records{"{'a':1}", "{'a':2}"}));
  EXPECT_EQ(records_of("{'a':{'':[{'x':1}]}}", "a"), (Records{"{'x':1}"}));
}

TEST(JsonForms, DocumentsWithoutATableAreRecords) {
  for (const std::string document : {"{'name':'x','version':1}", "{'a':[{'x':1}],'b':[{'y':2}]}",
                                     "{'tags':['a','b']}", "{}", "{'a':{'b':1},'c':2}"})
    EXPECT_EQ(records_of(document), (Records{document}));
}

TEST(JsonForms, AFieldNamesTheMember) {
  EXPECT_EQ(records_of("{'a':[{'x':1}],'b':[{'y':2}]}", "b"), (Records{"{'y':2}"}));
  EXPECT_EQ(records_of("{'a':{'b':[1,2]}}", "a.b"), (Records{"1", "2"}));
  EXPECT_EQ(records_of("{'a':1}", "b"), (Records{"has no member \"b\" (--field)"}));
}

TEST(JsonForms, PandasWritesByColumnsRowsAndParts) {
  const Records rows = {"{'a':1,'b':'x'}", "{'a':2,'b':'y'}"};
  EXPECT_EQ(records_of("{'a':[1,2],'b':['x','y']}"), rows);
  EXPECT_EQ(records_of("{'a':{'0':1,'1':2},'b':{'0':'x','1':'y'}}"), rows);
  EXPECT_EQ(records_of("{'columns':['a','b'],'index':[0,1],'data':[[1,'x'],[2,'y']]}"), rows);
  EXPECT_EQ(records_of("{'k':{'a':1},'l':{'a':2}}"),
            (Records{"{'index':'k','a':1}", "{'index':'l','a':2}"}));
  EXPECT_EQ(records_of("{'a':{'r':1,'s':2},'b':{'r':'x','s':null}}"),
            (Records{"{'index':'r','a':1,'b':'x'}", "{'index':'s','a':2,'b':null}"}))
      << "columns with names for rows: seen as rows, r would be a number and a text";
  EXPECT_EQ(records_of("{'k':{'a':1,'b':'x'},'l':{'a':2,'b':'y'}}"),
            (Records{"{'index':'k','a':1,'b':'x'}", "{'index':'l','a':2,'b':'y'}"}));
}

TEST(JsonForms, NumbersAndTextsStayAsWritten) {
  EXPECT_EQ(records_of("{'a':[1.10, 12345678901234567890],'b':['x, ]}', '\\\\']}"),
            (Records{"{'a':1.10,'b':'x, ]}'}", "{'a':12345678901234567890,'b':'\\\\'}"}));
}

std::string as_object(std::string_view text) {
  std::string storage;
  JsonRepairs repairs;
  return std::string(as_json_object(text, storage, repairs));
}

TEST(JsonForms, EveryRecordBecomesAnObject) {
  EXPECT_EQ(as_object(R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(as_object("null"), "{}");
  EXPECT_EQ(as_object(R"("x")"), R"({"text":"x"})");
  EXPECT_EQ(as_object("2.50"), R"({"value":2.50})");
  EXPECT_EQ(as_object(R"(["x",[1]])"), R"({"column_0":"x","column_1":[1]})");
  EXPECT_EQ(as_object("nonsense"), "nonsense") << "for the parser to refuse";
}

TEST(JsonForms, HalvesOfCharactersAreReplaced) {
  EXPECT_EQ(as_object(R"({"a":"\ud83d"})"), R"({"a":"\ufffd"})");
  EXPECT_EQ(as_object(R"({"a":"\udE00 \uD83Dx"})"), R"({"a":"\ufffd \ufffdx"})");
  EXPECT_EQ(as_object(R"({"a":"\ud83d\ude00"})"), R"({"a":"\ud83d\ude00"})");
  EXPECT_EQ(as_object(R"({"a":"\\ud83d"})"), R"({"a":"\\ud83d"})") << "an escaped backslash";
}

TEST(JsonForms, ListsOfADocumentThatIsARecordAreSaid) {
  const std::string coco = R"({"images":[{"id":1}],"annotations":[{"id":2}],"info":{}})";
  EXPECT_EQ(find_json_table(coco).form, JsonForm::kRecords);
  EXPECT_NE(other_tables_sentence(coco).find("--field images"), std::string::npos);
  EXPECT_NE(other_tables_sentence(R"({"a":{"b":{"items":[{"x":1}]}}})").find("--field a.b.items"),
            std::string::npos);
  EXPECT_EQ(other_tables_sentence(R"({"a":[1,2],"b":{"c":3}})"), "");
}

}  // namespace
}  // namespace vitrine::ingest
