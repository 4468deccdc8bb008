// Pushes as a client sends them, over a connection: a body that goes into a file has one.

#include "hub/push_routes.h"

#include <gmock/gmock.h>

#include "api/write_services.h"
#include "base/digest.h"
#include "http/server.h"
#include "hub/testing/hub_fixture.h"
#include "source/http_client.h"

namespace vitrine::hub {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

std::string sha256_of(std::string_view text) {
  Digester digester(Digester::Algorithm::kSha256);
  digester.update(text);
  return digester.hex();
}

struct Answer {
  int status = 0;
  std::string body;

  json::value json() const {
    const Result<json::value> parsed = parse_json(body);
    EXPECT_TRUE(parsed) << body;
    return parsed ? *parsed : json::value();
  }
  std::string error() const { return std::string(json().at("error").as_string()); }
};

class PushRoutes : public HubFixture {
 protected:
  void SetUp() override {
    HubFixture::SetUp();
    changes_ = std::make_unique<api::WriteServices>(*engine_);
    context_->writes = changes_.get();
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), *router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
  }
  void TearDown() override {
    server_.reset();
    changes_.reset();
    HubFixture::TearDown();
  }

  Answer ask(const std::string& method, const std::string& path, const std::string& body = "") {
    source::HttpGet request;
    request.url = path.starts_with("http") ? path : server_->url() + path;
    request.method = method;
    request.post = body;
    Answer answer;
    const Result<source::HttpHead> head =
        http_.get(request, [&](const source::HttpHead&, std::string_view bytes) -> Status {
          answer.body += bytes;
          return {};
        });
    EXPECT_TRUE(head) << path;
    if (head) answer.status = head->status;
    return answer;
  }
  Answer post(const std::string& path, const std::string& body) { return ask("POST", path, body); }

  void create() {
    const Answer made =
        post("/api/repos/create", R"({"type":"dataset","name":"toy","organization":"team"})");
    ASSERT_EQ(made.status, 200) << made.body;
  }
  Answer batch(const std::string& body) {
    return post("/datasets/team/toy.git/info/lfs/objects/batch", body);
  }
  static std::string upload_of(std::string_view oid, std::size_t size) {
    return R"({"operation":"upload","objects":[{"oid":")" + std::string(oid) + R"(","size":)" +
           std::to_string(size) + "}]}";
  }
  static std::string line(const std::string& key, const std::string& value) {
    return R"({"key":")" + key + R"(","value":)" + value + "}\n";
  }
  Answer commit(const std::string& lines) {
    return post(std::string(kApi) + "/commit/main",
                line("header", R"({"summary":"more","description":""})") + lines);
  }
  std::uint64_t num_rows() {
    changes_->imports().wait_until_idle();
    return engine_->open(engine::Caller::owner(), *store::DatasetName::parse("team/toy"), "", "")
        ->split->num_rows();
  }

  static constexpr std::string_view kApi = "/api/datasets/team/toy";
  std::unique_ptr<api::WriteServices> changes_;
  std::unique_ptr<http::Server> server_;
  source::HttpClient http_;
};

TEST_F(PushRoutes, ACommitBringsSmallFilesAndIsImported) {
  create();
  const Answer made =
      commit(line("file", R"({"path":"a.jsonl","content":"{\"n\":1}\n{\"n\":2}\n"})"));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.json().at("success"), true);
  EXPECT_EQ(made.json().at("commitOid").as_string().size(), 40U);
  EXPECT_EQ(num_rows(), 2U);
}

TEST_F(PushRoutes, ALargeFileIsPutWhereTheBatchSaysAndThenCommitted) {
  create();
  const std::string content = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n";
  const std::string oid = sha256_of(content);
  const Answer asked = batch(upload_of(oid, content.size()));
  ASSERT_EQ(asked.status, 200) << asked.body;
  const json::value object = asked.json().at("objects").at(0);
  EXPECT_EQ(std::string(object.at("oid").as_string()), oid);
  EXPECT_EQ(object.at("size"), content.size());
  const std::string address(object.at("actions").at("upload").at("href").as_string());
  EXPECT_EQ(ask("PUT", address, content + "more").status, 413);
  const std::string named =
      line("lfsFile", R"({"path":"a.jsonl","algo":"sha256","oid":")" + oid + R"(","size":24})");
  EXPECT_EQ(commit(named).status, 400) << "not sent yet";
  const Answer put = ask("PUT", address, content);
  EXPECT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(ask("PUT", address, content).status, 404) << "nobody waits for it any more";
  ASSERT_EQ(commit(named).status, 200);
  EXPECT_EQ(num_rows(), 3U);
  // What is there is not asked for again.
  EXPECT_FALSE(batch(upload_of(oid, content.size()))
                   .json()
                   .at("objects")
                   .at(0)
                   .as_object()
                   .contains("actions"));
}

TEST_F(PushRoutes, ABatchThatAsksForAnythingElseIsRefused) {
  create();
  const std::string oid(64, 'a');
  const std::vector<std::pair<std::string, std::string>> refused = {
      {R"({"operation":"download","objects":[]})", "Only uploads"},
      {R"({"objects":[]})", "Only uploads"},
      {R"({"operation":"upload","hash_algo":"md5","objects":[]})", "named by SHA-256"},
      {R"({"operation":"upload"})", "1 to 1,000 objects"},
      {R"({"operation":"upload","objects":{}})", "1 to 1,000 objects"},
      {upload_of(std::string(63, 'a'), 1), "64 hexadecimal digits"},
      {upload_of(std::string(64, 'x'), 1), "64 hexadecimal digits"},
      {R"({"operation":"upload","objects":[{"oid":")" + oid + R"("}]})", "and a size"},
      {R"({"operation":"upload","objects":[{"oid":")" + oid + R"(","size":-1}]})", "and a size"}};
  for (const auto& [body, why] : refused) {
    const Answer answer = batch(body);
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_THAT(answer.error(), HasSubstr(why)) << body;
  }
  for (const std::string algorithm : {"sha256", "sha_256"}) {
    EXPECT_EQ(
        batch(R"({"operation":"upload","hash_algo":")" + algorithm + R"(","objects":[]})").status,
        200);
  }
  for (const int count : {1000, 1001}) {
    std::string objects = R"({"oid":")" + oid + R"(","size":1})";
    for (int i = 1; i < count; ++i) objects += R"(,{"oid":")" + oid + R"(","size":1})";
    EXPECT_EQ(batch(R"({"operation":"upload","objects":[)" + objects + "]}").status,
              count <= 1000 ? 200 : 422)
        << count;
  }
}

TEST_F(HubFixture, WhoAsksIsToldByTheNameAndWhatTheirTokenMay) {
  const api::TestReply stranger = get("/api/whoami-v2");
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(stranger.error_code(), "Unauthorized");
  rights_.who = "ana";
  EXPECT_EQ(get("/api/whoami-v2").body,
            R"({"type":"user","id":"ana","name":"ana","fullname":"ana","isPro":false,"orgs":[],)"
            R"("auth":{"type":"access_token","accessToken":{"displayName":"ana","role":"read"}}})");
  rights_.change = true;
  EXPECT_EQ(get("/api/whoami-v2").json().at("auth").at("accessToken").at("role"), "read")
      << "of a server that takes no changes";
  api::WriteServices changes(*engine_);
  context_->writes = &changes;
  EXPECT_EQ(get("/api/whoami-v2").json().at("auth").at("accessToken").at("role"), "write");
  context_->writes = nullptr;
}

}  // namespace
}  // namespace vitrine::hub
