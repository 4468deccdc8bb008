// /api/v1/imports and uploads, removal, and who may do any of it.

#include <chrono>
#include <thread>

#include "api/write_services.h"
#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

using http::Method;

http::Headers local_host() {
  http::Headers headers;
  headers.add("Host", "localhost:7860");
  return headers;
}

class V1Imports : public V1Fixture {
 protected:
  void TearDown() override {
    changes_.reset();
    V1Fixture::TearDown();
  }

  void allow(http::Rights rights = http::Rights::all(), fs::path source_root = {}) {
    rights_ = std::move(rights);
    changes_ = std::make_unique<api::WriteServices>(*engine_, std::move(source_root));
    context_->writes = changes_.get();
  }

  api::TestReply local(Method method, std::string_view target, std::string body = "") {
    return send(method, target, std::move(body), local_host());
  }

  std::string write_source(const std::string& name, const std::string& content) {
    const fs::path path = directory_ / name;
    EXPECT_TRUE(write_file_atomic(path, content));
    return path.string();
  }

  /// The last job once it has ended.
  boost::json::value ended() {
    changes_->imports().wait_until_idle();
    return local(Method::kGet, "/api/v1/imports").json().at("imports").as_array().back();
  }

  std::unique_ptr<api::WriteServices> changes_;
};

TEST_F(V1Imports, NobodyChangesAServerThatDoesNotAllowIt) {
  import_papers();
  const api::TestReply list = local(Method::kGet, "/api/v1/imports");
  EXPECT_EQ(list.body,
            R"({"allowed":false,"paths":false,"token_helps":false,"notes":false,"imports":[]})");
}

TEST_F(V1Imports, WhoMayNotChangeIsToldWhetherATokenWouldHelp) {
  allow(http::Rights{});
  EXPECT_EQ(local(Method::kGet, "/api/v1/imports").body,
            R"({"allowed":false,"paths":false,"token_helps":true,"notes":false,"imports":[]})");
}

TEST_F(V1Imports, APageOfAnotherOriginChangesNothing) {
  allow();
  http::Headers foreign = local_host();
  foreign.add("Origin", "https://attacker.example");
  const std::string body = R"({"source":")" + write_source("a.jsonl", "{\"n\":1}\n") + R"("})";
  EXPECT_EQ(send(Method::kPost, "/api/v1/imports", body, foreign).status, 403);
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", body).status, 202);
}

TEST_F(V1Imports, ACuratorSendsFilesAndNamesNone) {
  http::Rights curator = http::Rights::all();
  curator.paths = curator.addresses = false;
  allow(curator);
  const std::string path = write_source("a.jsonl", "{\"n\":1}\n");
  for (const std::string& source : {path, std::string("http://127.0.0.1:1/a.csv")}) {
    const api::TestReply refused =
        local(Method::kPost, "/api/v1/imports", R"({"source":")" + source + R"("})");
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.error().find("send the file"), std::string::npos);
  }
  EXPECT_EQ(local(Method::kPost, "/api/v1/uploads?name=a.csv").status, 201);
}

TEST_F(V1Imports, FilesAreImportedFromTheSourceRootOnly) {
  fs::create_directories(directory_ / "root");
  const std::string outside = write_source("secret.jsonl", "{\"n\":1}\n");
  const std::string inside = write_source("root/a.jsonl", "{\"n\":1}\n");
  fs::create_symlink(outside, directory_ / "root" / "link.jsonl");
  http::Rights rights = http::Rights::all();
  rights.addresses = false;
  allow(rights, directory_ / "root");
  const std::string root = (directory_ / "root").string();
  std::string answer;
  for (const std::string& source :
       {outside, root + "/../secret.jsonl", root + "/link.jsonl", root + "/l*.jsonl",
        directory_.string(), directory_.string() + "/*.jsonl", directory_.string() + "/nothing",
        root + "-other/a.jsonl", std::string("/etc/shadow"), "file://" + outside,
        "'" + outside + "'"}) {
    const api::TestReply refused =
        local(Method::kPost, "/api/v1/imports/preview", R"({"source":")" + source + R"("})");
    EXPECT_EQ(refused.status, 404) << source << " " << refused.body;
    if (answer.empty()) answer = refused.body;
    EXPECT_EQ(refused.body, answer) << "be there what may: " << source;
  }
  const api::TestReply allowed =
      local(Method::kPost, "/api/v1/imports/preview", R"({"source":")" + inside + R"("})");
  EXPECT_EQ(allowed.status, 200) << allowed.body;
  EXPECT_EQ(
      local(Method::kPost, "/api/v1/imports", R"({"source":"http://127.0.0.1:1/a.csv"})").status,
      403);
}

TEST_F(V1Imports, ATokenForSomeDatasetsImportsNoOthersAndSeesNoOthersImports) {
  allow();
  const std::string body = R"({"source":")" + write_source("a.jsonl", "{\"n\":1}\n") + R"(")";
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", body + R"(,"name":"other/a"})").status, 202);
  EXPECT_EQ(ended().at("state"), "done");
  rights_.names = {"team/*"};
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", body + "}").status, 403);
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", body + R"(,"name":"other/b"})").status, 403);
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", body + R"(,"name":"team/a"})").status, 202);
  EXPECT_EQ(ended().at("dataset"), "team/a");
  EXPECT_EQ(local(Method::kGet, "/api/v1/imports").json().at("imports").as_array().size(), 1U);
  EXPECT_EQ(local(Method::kDelete, "/api/v1/imports/1").status, 404);
  EXPECT_EQ(local(Method::kDelete, "/api/v1/imports/2").status, 200);
  const boost::json::value list = get("/api/v1/datasets").json();
  ASSERT_EQ(list.at("datasets").as_array().size(), 1U);
  EXPECT_EQ(list.at("datasets").at(0).at("id"), "team/a");
}

TEST_F(V1Imports, ASourceIsImportedInTheBackground) {
  allow();
  const std::string path = write_source("some papers.jsonl", "{\"n\":1}\n{\"n\":2}\n");
  const api::TestReply started =
      local(Method::kPost, "/api/v1/imports", R"({"source":")" + path + R"(","name":"me/papers"})");
  EXPECT_EQ(started.status, 202);
  EXPECT_EQ(started.body, R"({"id":1})");
  EXPECT_EQ(started.headers.get("Cache-Control"), "no-store");
  const boost::json::value job = ended();
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_EQ(job.at("source"), "some papers.jsonl");
  EXPECT_EQ(job.at("dataset"), "me/papers");
  EXPECT_EQ(get("/api/v1/datasets/me/papers").json().at("num_rows"), 2);
  EXPECT_EQ(local(Method::kDelete, "/api/v1/imports/1").status, 200);
  EXPECT_TRUE(local(Method::kGet, "/api/v1/imports").json().at("imports").as_array().empty());
  EXPECT_EQ(local(Method::kDelete, "/api/v1/imports/1").status, 404);
}

TEST_F(V1Imports, TheSampleIsMadeAndImportedWithoutAnyFile) {
  allow();
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", R"({"sample":"iris"})").status, 422);
  const api::TestReply started =
      local(Method::kPost, "/api/v1/imports", R"({"sample":"synthetic-conference"})");
  EXPECT_EQ(started.status, 202);
  const boost::json::value job = ended();
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_EQ(job.at("dataset"), "local/synthetic-conference");
  const boost::json::value about = get("/api/v1/datasets/local/synthetic-conference").json();
  EXPECT_EQ(about.at("num_rows"), 3700);
  EXPECT_EQ(about.at("origin"), "synthetic-conference");
  const boost::json::value listed = get("/api/v1/datasets").json().at("datasets").at(0);
  EXPECT_EQ(listed.at("modalities"), about.at("modalities"));
  EXPECT_FALSE(listed.at("modalities").as_array().empty());
}

TEST_F(V1Imports, AFailureSaysWhyInOneSentence) {
  allow();
  local(Method::kPost, "/api/v1/imports", R"({"source":"/nowhere/at all.csv"})");
  const boost::json::value job = ended();
  EXPECT_EQ(job.at("state"), "failed");
  EXPECT_NE(job.at("error").as_string().find("at all.csv"), std::string::npos);
}

TEST_F(V1Imports, AFileIsSentInPiecesAndImportedUnderItsName) {
  allow();
  EXPECT_EQ(local(Method::kPost, "/api/v1/uploads?name=notes.csv").body, R"({"upload":1})");
  EXPECT_EQ(local(Method::kPut, "/api/v1/uploads/1?offset=0", "a,b\n1,").body, R"({"size":6})");
  const api::TestReply wrong = local(Method::kPut, "/api/v1/uploads/1?offset=0", "again");
  EXPECT_EQ(wrong.status, 422) << wrong.body;
  EXPECT_EQ(local(Method::kPut, "/api/v1/uploads/1?offset=6", "2\n").body, R"({"size":8})");
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", R"({"upload":1})").status, 202);
  EXPECT_EQ(ended().at("dataset"), "local/notes");
  EXPECT_EQ(get("/api/v1/datasets/local/notes").json().at("num_rows"), 1);
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", R"({"upload":1})").status, 404);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(home() / "tmp"))
    EXPECT_NE(entry.path().filename(), "notes.csv") << "the sent file is gone";
}

TEST_F(V1Imports, AFailedUploadTellsNoPathOfThisMachine) {
  allow();
  local(Method::kPost, "/api/v1/uploads?name=broken.parquet");
  local(Method::kPut, "/api/v1/uploads/1?offset=0", "this is no parquet");
  local(Method::kPost, "/api/v1/imports", R"({"upload":1})");
  const boost::json::value job = ended();
  const std::string error(job.at("error").as_string());
  EXPECT_NE(error.find("broken.parquet"), std::string::npos) << error;
  EXPECT_EQ(error.find(home().string()), std::string::npos) << error;
}

TEST_F(V1Imports, BadRequestsAreRefused) {
  allow();
  for (const char* body : {"", "[]", "{}", "{\"source\":\"\"}", "{\"source\":\"-\"}",
                           "{\"source\":\"a.csv\",\"name\":\"../x\"}", "{\"source\":7}"}) {
    const api::TestReply reply = local(Method::kPost, "/api/v1/imports", body);
    EXPECT_GE(reply.status, 400) << body;
    EXPECT_LT(reply.status, 500) << body;
  }
  for (const char* name : {"", "..", ".hidden", "a%2Fb", "a%5Cb", "a*.csv", "a%5B1%5D.csv"}) {
    const std::string target = std::string("/api/v1/uploads?name=") + name;
    EXPECT_EQ(local(Method::kPost, target).status, 422) << name;
  }
  EXPECT_EQ(local(Method::kPut, "/api/v1/uploads/9?offset=0", "x").status, 404);
  EXPECT_EQ(local(Method::kPut, "/api/v1/uploads/x?offset=0", "x").status, 422);
  EXPECT_EQ(local(Method::kDelete, "/api/v1/imports/99999999999999999999").status, 422);
}

TEST_F(V1Imports, APreviewSaysWhatTheImportMakesAndMakesNothing) {
  allow();
  const std::string path = write_source("a.csv", "zip;when\n007;05/01/2024\n;17/03/2024\n");
  const auto body = [&](const std::string& reading) {
    return R"({"source":")" + path + R"(","reading":)" + reading + "}";
  };
  const api::TestReply found = local(Method::kPost, "/api/v1/imports/preview", body("{}"));
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(found.json().at("dataset"), "local/a");
  const boost::json::value columns = found.json().at("configs").at(0).at("columns");
  EXPECT_EQ(columns.at(0).at("type"), "string");
  EXPECT_EQ(columns.at(0).at("num_nulls"), 1);
  EXPECT_EQ(columns.at(0).at("examples").at(0), "007");
  EXPECT_FALSE(found.json().at("configs").at(0).at("notices").as_array().empty());

  const std::string decided =
      body(R"({"delimiter":";","date_format":"%d/%m/%Y","types":{"zip":"int64"},"field":null})");
  const api::TestReply preview = local(Method::kPost, "/api/v1/imports/preview", decided);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(get("/api/v1/datasets/local/a").status, 404) << "a preview imports nothing";
  ASSERT_EQ(local(Method::kPost, "/api/v1/imports", decided).status, 202);
  ASSERT_EQ(ended().at("state"), "done");
  const boost::json::value made = get("/api/v1/datasets/local/a/columns").json().at("columns");
  for (std::size_t i : {0U, 1U}) {
    EXPECT_EQ(preview.json().at("configs").at(0).at("columns").at(i).at("type"),
              made.at(i).at("type"));
  }
  EXPECT_EQ(made.at(0).at("type"), "int64");
  EXPECT_EQ(made.at(1).at("type"), "date32");
}

TEST_F(V1Imports, SeveralFilesArePreviewedAndImportedAsOneDataset) {
  allow();
  const std::string a = write_source("a.csv", "id\n1\n");
  const std::string b = write_source("b.csv", "id\n2\n");
  const auto body = [](const std::string& sources) {
    return R"({"name":"me/both","sources":[)" + sources + "]}";
  };
  const std::string both = body("\"" + a + "\",\"" + b + "\"");
  const api::TestReply preview = local(Method::kPost, "/api/v1/imports/preview", both);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(preview.json().at("configs").at(0).at("splits").at(0).at("num_rows"), 2);
  ASSERT_EQ(local(Method::kPost, "/api/v1/imports", both).status, 202);
  const boost::json::value job = ended();
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_EQ(job.at("source"), "a.csv and 1 more");
  EXPECT_EQ(get("/api/v1/datasets/me/both").json().at("num_rows"), 2);
  for (const std::string& wrong : {std::string(), std::string("7"), "\"" + a + "\",\"\"",
                                   "\"" + a + "\",\"-\"", "\"" + a + "\",\"hf://o/n\""}) {
    const api::TestReply reply = local(Method::kPost, "/api/v1/imports/preview", body(wrong));
    EXPECT_EQ(reply.status, 422) << wrong << " " << reply.body;
  }
}

TEST_F(V1Imports, NoneOfSeveralFilesMayLieOutsideOfTheSourceFolder) {
  fs::create_directories(directory_ / "root");
  const std::string inside = write_source("root/a.csv", "id\n1\n");
  const std::string outside = write_source("b.csv", "id\n2\n");
  http::Rights rights = http::Rights::all();
  rights.addresses = false;
  allow(rights, directory_ / "root");
  const auto asked = [&](const std::string& second) {
    return local(Method::kPost, "/api/v1/imports/preview",
                 R"({"sources":[")" + inside + "\",\"" + second + "\"]}")
        .status;
  };
  EXPECT_EQ(asked(outside), 404);
  EXPECT_EQ(asked("https://127.0.0.1:1/b.csv"), 403);
  EXPECT_EQ(asked(inside), 200);
}

TEST_F(V1Imports, ASentFileCanBeLookedAtAgainAndAgainBeforeItIsImported) {
  allow();
  local(Method::kPost, "/api/v1/uploads?name=notes.csv");
  local(Method::kPut, "/api/v1/uploads/1?offset=0", "a,b\n1,2\n");
  const std::string preview = "/api/v1/imports/preview";
  EXPECT_EQ(local(Method::kPost, preview, R"({"upload":1})").status, 200);
  const api::TestReply refused =
      local(Method::kPost, preview, R"({"upload":1,"reading":{"encoding":"morse"}})");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.error().find(home().string()), std::string::npos) << refused.error();
  EXPECT_EQ(local(Method::kPost, preview, R"({"upload":1})").json().at("dataset"), "local/notes");
  EXPECT_EQ(local(Method::kPost, "/api/v1/imports", R"({"upload":1})").status, 202);
  EXPECT_EQ(ended().at("state"), "done");
  EXPECT_EQ(local(Method::kPost, preview, R"({"upload":1})").status, 404);
}

TEST_F(V1Imports, OptionsThatMeanNothingAreRefused) {
  allow();
  const std::string path = write_source("a.csv", "a,b\n1,2\n");
  for (const std::string reading :
       {R"("fast")", R"({"colour":"red"})", R"({"delimiter":"ab"})", R"({"delimiter":{}})",
        R"({"types":["a"]})", R"({"types":{"a":7}})", R"({"types":{"c":"string"}})",
        R"({"skiprows":-1})"}) {
    const std::string body = R"({"source":")" + path + R"(","reading":)" + reading + "}";
    const api::TestReply reply = local(Method::kPost, "/api/v1/imports/preview", body);
    EXPECT_EQ(reply.status, 422) << reading << reply.body;
    EXPECT_FALSE(reply.error().empty()) << reading;
  }
}

TEST_F(V1Imports, ADatasetIsRemoved) {
  allow();
  import_papers();
  EXPECT_EQ(local(Method::kDelete, "/api/v1/datasets/local/papers").status, 200);
  EXPECT_EQ(get("/api/v1/datasets/local/papers").status, 404);
  const api::TestReply again = local(Method::kDelete, "/api/v1/datasets/local/papers");
  EXPECT_EQ(again.error_code(), "DatasetNotFoundError");
  EXPECT_GE(local(Method::kDelete, "/api/v1/datasets/local/..x").status, 400);
}

}  // namespace
}  // namespace vitrine::v1
