#pragma once
// EngineFixture: a split and its rows in an index of a real engine, for tests that compare the two.
// VITRINE_TEST_ENGINE=http://127.0.0.1:9200 names the engine; without it these tests are skipped.

#include <string>
#include <string_view>

#include "local/testing/split_fixture.h"
#include "source/http_client.h"

namespace vitrine::cluster {

class EngineFixture : public local::SplitFixture {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Puts the split's rows into an index of so many shards, in the place of those before.
  void load(const local::BitmapSplit& split, unsigned shards = 1);
  /// The index's answer to a _search body.
  Result<std::string> search(std::string_view body);
  /// "0 2" for the rows that a query matches, or the error; in the order of `sort`.
  std::string rows_of(const std::string& query, const std::string& sort = R"([{"row":"asc"}])");

 private:
  Result<std::string> send(const std::string& method, const std::string& path, std::string body);

  std::string engine_;
  std::string index_;
  source::HttpClient http_;
};

}  // namespace vitrine::cluster
