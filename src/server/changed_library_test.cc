// What the routes of both APIs see of a library that changes under them.

#include <gmock/gmock.h>

#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

class ChangedLibrary : public ServerFixture {};

TEST_F(ChangedLibrary, ANewImportIsSeenAtOnce) {
  import("local/a", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_EQ(get("/api/v1/datasets/local/a").json().at("num_rows"), 1);
  import("local/a", {{"a.jsonl", "{\"n\":1}\n{\"n\":2}\n"}});
  EXPECT_EQ(get("/api/v1/datasets/local/a").json().at("num_rows"), 2);
  EXPECT_EQ(get("/rows?dataset=local/a&config=default&split=train").json().at("num_rows_total"), 2);
  ASSERT_TRUE(engine_->library().remove({"local", "a"}));
  EXPECT_EQ(get("/api/v1/datasets/local/a").error_code(), "DatasetNotFoundError");
}

TEST_F(ChangedLibrary, ADamagedDatasetSaysSoAndHidesNoOther) {
  import_papers();
  import("local/bad", {{"a.jsonl", "{\"n\":1}\n"}});
  fs::remove_all(snapshot_directory("local/bad") / "parquet");
  // What is open stays open; a server that starts now sees the damage.
  EXPECT_EQ(get("/api/v1/datasets/local/bad").status, 200);
  open_anew();
  const api::TestReply damaged = get("/splits?dataset=local/bad");
  EXPECT_EQ(damaged.status, 500);
  EXPECT_EQ(damaged.error_code(), "CorruptDataError");
  EXPECT_THAT(damaged.error(), testing::HasSubstr("missing"));
  const boost::json::value list = get("/api/v1/datasets").json();
  ASSERT_EQ(list.at("datasets").as_array().size(), 2U);
  EXPECT_THAT(std::string(list.at("datasets").at(0).at("error").as_string()),
              testing::HasSubstr("missing"));
  EXPECT_EQ(list.at("datasets").at(1).at("num_rows"), 5);
  EXPECT_EQ(get("/splits?dataset=local/papers").status, 200);
}

TEST_F(ChangedLibrary, WhatIsRemovedWhileItIsReadGoesOnOrIsGone) {
  import("local/a", {{"a.jsonl", "{\"n\":1}\n"}});
  const auto split =
      *(*engine_->open(engine::Caller::owner(), {"local", "a"}))->split("default", "train");
  const std::uint64_t row = 0;
  const std::size_t column = 0;
  const auto first_cell = [&] {
    std::string cell;
    const Status read = split->visit_cells(
        {&row, 1}, {&column, 1}, [&](std::size_t, std::span<const std::string_view> cells) {
          cell = cells[0];
          return true;
        });
    return read ? cell : read.error().message();
  };
  ASSERT_EQ(first_cell(), "1");
  ASSERT_TRUE(engine_->library().remove({"local", "a"}));
  EXPECT_EQ(first_cell(), "1");
  const Result<std::string> statistics = split->statistics();
  ASSERT_FALSE(statistics);
  EXPECT_EQ(statistics.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(statistics.error().message(), "dataset local/a was removed while it was read");
}

TEST_F(ChangedLibrary, OfManyDatasetsThoseAskedForLastStayOpen) {
  for (const char* id : {"local/a", "local/b", "local/c"}) import(id, {{"a.jsonl", "{\"n\":1}\n"}});
  const engine::Catalogue catalogue(*store::Library::open(home()), {}, 2);
  const std::weak_ptr<const engine::OpenDataset> a = *catalogue.open({"local", "a"});
  const std::weak_ptr<const engine::OpenDataset> b = *catalogue.open({"local", "b"});
  ASSERT_TRUE(catalogue.open({"local", "a"}));
  ASSERT_TRUE(catalogue.open({"local", "c"}));
  EXPECT_FALSE(a.expired());
  EXPECT_TRUE(b.expired());
  EXPECT_EQ((*catalogue.open({"local", "b"}))->manifest().num_rows(), 1U);
}

}  // namespace
}  // namespace vitrine::server
