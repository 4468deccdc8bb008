// The library in the Hub's read API.

#include "hub/repository.h"

#include <gmock/gmock.h>

#include "base/digest.h"
#include "hub/repository_card.h"
#include "hub/testing/hub_fixture.h"
#include "source/card.h"

namespace vitrine::hub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class HubRepository : public HubFixture {
 protected:
  void SetUp() override {
    HubFixture::SetUp();
    import_papers();
  }

  static std::vector<std::string> paths(const api::TestReply& reply) {
    std::vector<std::string> found;
    const boost::json::value json = reply.json();
    for (const auto& entry : json.as_array())
      found.emplace_back(entry.at("path").as_string().c_str());
    return found;
  }

  api::TestReply paths_info(std::string body, std::string type) {
    http::Headers headers;
    headers.add("Content-Type", std::move(type));
    return send(http::Method::kPost, std::string(kApi) + "/paths-info/main", std::move(body),
                headers);
  }

  /// Makes the dataset one that was imported then.
  void date(const std::string& id, std::int64_t seconds) {
    const store::DatasetName name = *store::DatasetName::parse(id);
    const auto before = *engine_->library().open_snapshot(name);
    Result<store::StagedSnapshot> staged = engine_->library().stage(name);
    ASSERT_TRUE(staged) << staged.error().message();
    fs::copy(before->directory(), staged->directory(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(staged->directory() / "manifest.json");
    store::Manifest manifest = before->manifest();
    manifest.snapshot_id = std::string(32, '2');
    manifest.imported_at = seconds;
    const Status committed = std::move(*staged).commit(std::move(manifest));
    ASSERT_TRUE(committed) << committed.error().message();
  }

  std::vector<std::string> ids(const std::string& query) {
    std::vector<std::string> found;
    const boost::json::value json = get("/api/datasets" + query).json();
    for (const auto& entry : json.as_array())
      found.emplace_back(entry.at("id").as_string().c_str());
    return found;
  }

  static constexpr std::string_view kApi = "/api/datasets/local/papers";
};

store::Manifest manifest_with(std::optional<std::string> card) {
  store::Manifest manifest;
  manifest.dataset = {"local", "papers"};
  manifest.card = std::move(card);
  manifest.configs.push_back({"default", 0, {}, {{"train", 3, 0, {}}, {"test", 1, 0, {}}}});
  return manifest;
}

TEST(RepositoryCard, KeepsAllButWhatSpeaksOfOtherFiles) {
  const std::string card = repository_card(manifest_with(
      "---\nlicense: mit\nconfigs:\n- config_name: old\n  data_files: x.csv\nunknown: {a: 1}\n"
      "dataset_info:\n  features:\n  - name: x\n    dtype: int64\n\n# note\nlanguage: [en]\n---\n"
      "# Title\n"));
  EXPECT_THAT(card, HasSubstr("license: mit\nunknown: {a: 1}\nlanguage: [en]\n"));
  EXPECT_THAT(card, testing::EndsWith("---\n# Title\n"));
  EXPECT_THAT(card, testing::Not(HasSubstr("x.csv")));
  const Result<source::Card> read = source::parse_card(card);
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->configs.size(), 1U);
  EXPECT_EQ(read->configs[0].splits[1].patterns[0], "default/test/*.parquet");
  EXPECT_THAT(read->size_categories, ElementsAre("n<1K"));
}

TEST(RepositoryCard, WritesAnewWhatCannotBeKept) {
  const std::string flow =
      repository_card(manifest_with("---\n{license: mit, configs: []}\n---\nBody\n"));
  const Result<source::Card> read = source::parse_card(flow);
  ASSERT_TRUE(read) << flow;
  EXPECT_EQ(read->license, "mit");
  EXPECT_EQ(read->configs.size(), 1U);
  for (const char* text : {"No header\n", "---\nbroken: [\n---\nText\n", ""}) {
    const Result<source::Card> card = source::parse_card(repository_card(manifest_with(text)));
    ASSERT_TRUE(card) << text;
    EXPECT_EQ(card->configs.size(), 1U) << text;
  }
  EXPECT_TRUE(source::parse_card(repository_card(manifest_with(std::nullopt))));
}

TEST(RepositoryAddress, RevisionAndPathAreToldApart) {
  const auto split = Repository::split_address;
  EXPECT_THAT(split("main/a/b.parquet"), Pair("main", "a/b.parquet"));
  EXPECT_THAT(split("refs/convert/parquet/a/b"), Pair("refs/convert/parquet", "a/b"));
  EXPECT_THAT(split("refs/convert"), Pair("refs/convert", ""));
  EXPECT_THAT(split("main"), Pair("main", ""));
  EXPECT_THAT(split(""), Pair("", ""));
}

TEST_F(HubRepository, InfoNamesTheFiles) {
  const boost::json::value info = get(std::string(kApi) + "?blobs=true").json();
  EXPECT_EQ(info.at("id"), "local/papers");
  EXPECT_EQ(info.at("sha").as_string().size(), 40U);
  const auto& files = info.at("siblings").as_array();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].at("rfilename"), "default/train/0000.parquet");
  const fs::path path = snapshot_directory("local/papers") / "parquet/default/train/0000.parquet";
  EXPECT_EQ(std::string_view(files[1].at("lfs").at("sha256").as_string()), *sha256_file(path));
  const std::string sha(info.at("sha").as_string());
  EXPECT_EQ(get(std::string(kApi) + "/revision/" + sha).status, 200);
  EXPECT_EQ(get(std::string(kApi) + "/revision/refs%2Fconvert%2Fparquet").status, 200);
  EXPECT_EQ(get(std::string(kApi) + "/tree/~parquet/default/train").status, 200);
  EXPECT_EQ(get(std::string(kApi) + "/revision/v2").error_code(), "RevisionNotFound");
  EXPECT_EQ(get("/api/datasets/local/none").error_code(), "RepoNotFound");
}

TEST_F(HubRepository, TheTreeIsListedByFolderOrWhole) {
  const std::string tree = std::string(kApi) + "/tree/main";
  EXPECT_THAT(paths(get(tree)), ElementsAre("README.md", "default"));
  EXPECT_THAT(paths(get(tree + "/default")), ElementsAre("default/train"));
  EXPECT_THAT(paths(get(tree + "?recursive=true")),
              ElementsAre("README.md", "default", "default/train", "default/train/0000.parquet"));
  EXPECT_EQ(get(tree + "/nope").error_code(), "EntryNotFound");
  EXPECT_EQ(get(tree + "?cursor=x").status, 422);
}

TEST_F(HubRepository, LongListsComeInPagesThatLinkToTheNext) {
  std::string address = std::string(kApi) + "/tree/main?recursive=true&limit=3";
  std::vector<std::string> all;
  for (int page = 0; !address.empty() && page < 9; ++page) {
    const api::TestReply reply = get(address);
    for (const std::string& path : paths(reply)) all.push_back(path);
    const std::string link(reply.headers.get("Link"));
    constexpr std::string_view kOrigin = "<http://vitrine.test";
    address = link.empty() ? "" : link.substr(kOrigin.size(), link.find('>') - kOrigin.size());
  }
  EXPECT_EQ(all, paths(get(std::string(kApi) + "/tree/main?recursive=true")));
}

TEST_F(HubRepository, PathsAreAskedAsAFormOrAsJson) {
  const auto expected = ElementsAre("README.md", "default");
  EXPECT_THAT(paths(paths_info("paths=README.md&paths=nope&paths=default&expand=True",
                               "application/x-www-form-urlencoded")),
              expected);
  EXPECT_THAT(paths(paths_info(R"({"paths":["README.md","../x","default"]})", "application/json")),
              expected);
  EXPECT_EQ(paths_info("{\"paths\":3}", "application/json").status, 400);
  EXPECT_EQ(paths_info("paths=%ff", "application/x-www-form-urlencoded").status, 400);
}

TEST_F(HubRepository, TheListIsChosenByAuthorAndName) {
  import("acme/other", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_THAT(ids(""), ElementsAre("acme/other", "local/papers"));
  EXPECT_THAT(ids("?author=acme"), ElementsAre("acme/other"));
  EXPECT_THAT(ids("?search=pap"), ElementsAre("local/papers"));
  EXPECT_THAT(ids("?limit=1"), ElementsAre("acme/other"));
}

TEST_F(HubRepository, TheListIsChosenByTagsSortedAndPaged) {
  import("acme/french",
         {{"README.md", "---\nlanguage: fr\ntags: [toy]\n---\n"}, {"a.jsonl", "{\"n\":1}\n"}});
  import("acme/other", {{"a.jsonl", "{\"n\":1}\n"}});
  const auto page = [&](const std::string& address) {
    const api::TestReply reply = get(address);
    std::vector<std::string> found;
    const boost::json::value json = reply.json();
    for (const auto& entry : json.as_array())
      found.emplace_back(entry.at("id").as_string().c_str());
    return std::pair(found, std::string(reply.headers.get("Link")));
  };
  EXPECT_THAT(ids("?filter=toy"), ElementsAre("acme/french"));
  EXPECT_THAT(ids("?filter=toy&filter=language:en"), ElementsAre());
  EXPECT_THAT(ids("?language=en"), ElementsAre("local/papers"));
  EXPECT_THAT(ids("?tags=library:pandas&search=ACME"), ElementsAre("acme/french", "acme/other"));
  EXPECT_THAT(ids("?sort=id"), ElementsAre("local/papers", "acme/other", "acme/french"));
  EXPECT_THAT(ids("?sort=id&direction=1"),
              ElementsAre("acme/french", "acme/other", "local/papers"));
  EXPECT_EQ(get("/api/datasets?sort=colour").status, 400);
  // The first time a whole first file is asked for is a download.
  get("/datasets/acme/other/resolve/main/default/train/0000.parquet");
  EXPECT_EQ(ids("?sort=downloads").front(), "acme/other");
  const auto [first, link] = page("/api/datasets?limit=2&filter=library:polars");
  EXPECT_THAT(first, ElementsAre("acme/french", "acme/other"));
  constexpr std::string_view kOrigin = "<http://vitrine.test";
  const auto [second, none] = page(link.substr(kOrigin.size(), link.find('>') - kOrigin.size()));
  EXPECT_THAT(second, ElementsAre("local/papers"));
  EXPECT_EQ(none, "");
}

TEST_F(HubRepository, TheListIsSortedByWhenDatasetsChanged) {
  import("acme/first", {{"a.jsonl", "{\"n\":1}\n"}});
  import("acme/second", {{"a.jsonl", "{\"n\":2}\n"}});
  import("acme/same", {{"a.jsonl", "{\"n\":3}\n"}});
  date("local/papers", 1'700'000'000);
  date("acme/first", 1'600'000'000);
  date("acme/second", 1'800'000'000);
  date("acme/same", 1'700'000'000);
  for (const std::string by : {"lastModified", "last_modified", "createdAt", "created_at"}) {
    EXPECT_THAT(ids("?sort=" + by),
                ElementsAre("acme/second", "acme/same", "local/papers", "acme/first"));
    EXPECT_THAT(ids("?direction=1&sort=" + by),
                ElementsAre("acme/first", "acme/same", "local/papers", "acme/second"));
  }
  EXPECT_THAT(ids("?sort=likes"),
              ElementsAre("acme/first", "acme/same", "acme/second", "local/papers"))
      << "nobody likes any: they stay by name";
}

TEST_F(HubRepository, AnswersNameTheCommit) {
  const std::string sha(get(kApi).json().at("sha").as_string());
  for (const std::string& address :
       {std::string(kApi), std::string("/splits?dataset=local/papers"),
        std::string("/rows?dataset=local/papers&config=default&split=train"),
        std::string("/datasets/local/papers/resolve/main/README.md")})
    EXPECT_EQ(get(address).headers.get("X-Revision"), sha) << address;
  EXPECT_EQ(get(std::string(kApi) + "/commits/main").headers.get("X-Total-Count"), "1");
}

TEST_F(HubRepository, WhoMayReadIsToldSo) {
  EXPECT_EQ(get(std::string(kApi) + "/auth-check").status, 200);
  EXPECT_EQ(get("/api/datasets/local/none/auth-check").error_code(), "RepoNotFound");
}

TEST_F(HubRepository, CroissantIsAlsoBelowTheRepository) {
  EXPECT_EQ(get(std::string(kApi) + "/croissant").body,
            get("/croissant-crumbs?dataset=local/papers").body);
  EXPECT_EQ(get("/api/datasets/local/none/croissant").error_code(), "RepoNotFound");
}

TEST_F(HubRepository, TheHubsPageAddressesLeadToThePage) {
  const auto target = [&](const std::string& below) {
    const api::TestReply reply = get("/datasets/local/papers" + below);
    EXPECT_EQ(reply.status, 302) << below;
    return std::string(reply.headers.get("Location"));
  };
  EXPECT_EQ(target("/viewer"), "/datasets/local/papers");
  EXPECT_EQ(target("/viewer/a%20b/train"), "/datasets/local/papers?config=a%20b&split=train");
  EXPECT_EQ(target("/tree/main"), "/datasets/local/papers?tab=card");
  EXPECT_EQ(target("/blob/main/README.md"), "/datasets/local/papers?tab=card");
  EXPECT_EQ(target("/blob/main/default/train/0000.parquet"),
            "/datasets/local/papers/resolve/main/default/train/0000.parquet");
}

TEST_F(HubRepository, RevisionsAreListed) {
  const boost::json::value refs = get(std::string(kApi) + "/refs").json();
  EXPECT_EQ(refs.at("converts").at(0).at("ref"), "refs/convert/parquet");
  EXPECT_TRUE(refs.at("pullRequests").as_array().empty());
  EXPECT_EQ(get(std::string(kApi) + "/commits/main").json().at(0).at("id"),
            refs.at("branches").at(0).at("targetCommit"));
}

}  // namespace
}  // namespace vitrine::hub
