// /croissant-crumbs. That mlcroissant takes it is shown by tests/api.

#include <gtest/gtest.h>

#include "hub/croissant_types.h"
#include "hub/testing/hub_fixture.h"

namespace vitrine::hub {
namespace {

std::string written(const schema::Feature& type) {
  std::string out;
  JsonWriter json(out);
  CroissantIds ids;
  json.begin_object();
  write_croissant_type(json, ids, "c/x", type, {"files", "x"});
  json.end_object();
  return out;
}

constexpr const char* kSource = R"("source":{"fileSet":{"@id":"files"},"extract":{"column":"x"}}})";

TEST(CroissantTypes, ListsAreArraysWithTheirShape) {
  EXPECT_EQ(written(schema::Feature::value("int8")),
            std::string(R"({"dataType":"cr:Int8",)") + kSource);
  EXPECT_EQ(
      written(schema::Feature::list(schema::Feature::list(schema::Feature::value("float32"), 3))),
      std::string(R"({"isArray":true,"arrayShape":"-1,3","dataType":"cr:Float32",)") + kSource);
}

TEST(CroissantTypes, LabelsAreIntegersAndTimesHaveNoUnit) {
  EXPECT_EQ(written(schema::Feature::class_label({"a"})),
            std::string(R"({"dataType":"sc:Integer",)") + kSource);
  EXPECT_EQ(written(schema::Feature::value("timestamp[us, tz=UTC]")),
            std::string(R"({"dataType":"sc:DateTime",)") + kSource);
}

TEST(CroissantTypes, StructsHaveSubFields) {
  const std::string text =
      written(schema::Feature::structure({{"a b", schema::Feature::value("string")}}));
  EXPECT_NE(text.find(R"("subField":[{"@type":"cr:Field","@id":"c/x/a_b")"), std::string::npos);
  EXPECT_NE(text.find(R"("transform":[{"jsonPath":"'a b'"}])"), std::string::npos);
}

TEST(CroissantIds, ClashesAreNumbered) {
  CroissantIds ids;
  EXPECT_EQ(ids.make("a b"), "a_b");
  EXPECT_EQ(ids.make("a_b"), "a_b_0");
  EXPECT_EQ(ids.make("a:b"), "a_b_1");
  EXPECT_EQ(ids.make("a/b"), "a_b_2");
  EXPECT_EQ(ids.make("a/b", "config"), "config/a_b");
}

class Croissant : public HubFixture {};

TEST_F(Croissant, HasTheHubsShape) {
  import_papers();
  const boost::json::value crumbs = get("/croissant-crumbs?dataset=local/papers").json();
  EXPECT_EQ(crumbs.at("conformsTo").as_string(), "http://mlcommons.org/croissant/1.1");
  EXPECT_EQ(crumbs.at("distribution").at(0).at("@id").as_string(), "repo");
  EXPECT_EQ(crumbs.at("distribution").at(1).at("includes").as_string(), "default/*/*.parquet");
  EXPECT_EQ(crumbs.at("recordSet").at(0).at("@id").as_string(), "default_splits");
  EXPECT_EQ(crumbs.at("recordSet").at(1).at("@id").as_string(), "default");
  EXPECT_EQ(get("/croissant-crumbs").error_code(), "MissingRequiredParameter");
}

TEST_F(Croissant, ReferencesFollowIdsThatHadToChange) {
  import("local/clash", {{"README.md",
                          "---\nconfigs:\n- config_name: a_splits\n  data_files: x.csv\n"
                          "- config_name: a\n  data_files: x.csv\n---\n"},
                         {"x.csv", "split\n1\n"}});
  const boost::json::value crumbs = get("/croissant-crumbs?dataset=local/clash").json();
  const boost::json::value& splits = crumbs.at("recordSet").at(2);
  const boost::json::value& rows = crumbs.at("recordSet").at(3);
  EXPECT_EQ(splits.at("@id").as_string(), "a_splits_0");
  EXPECT_EQ(rows.at("@id").as_string(), "a");
  EXPECT_EQ(rows.at("field").at(0).at("references").at("field").at("@id").as_string(),
            "a_splits_0/split_name");
  EXPECT_EQ(rows.at("field").at(1).at("@id").as_string(), "a/split_0");
}

}  // namespace
}  // namespace vitrine::hub
