#include "api/testing/test_library.h"

#include "http/target.h"
#include "ingest/import.h"
#include "source/hub_address.h"
#include "source/source.h"

namespace vitrine::api {
namespace {

constexpr std::string_view kCard = R"(---
pretty_name: Five Papers
license: cc0-1.0
language: en
tags: [tiny, test]
dataset_info:
  features:
  - name: id
    dtype: uint32
  - name: title
    dtype: string
  - name: "a \"b\".c"
    dtype: string
  - name: kind
    dtype:
      class_label:
        names:
          '0': Oral
          '1': Poster
  - name: score
    dtype: float32
  - name: authors
    sequence: string
  - name: when
    dtype: timestamp[s]
  - name: embedding
    sequence: float32
    length: 3
---
# Five papers

They are short.
)";

constexpr std::string_view kRows =
    R"({"id":1,"title":"Reward models","a \"b\".c":"x","kind":0,"score":0.1,"authors":["Ann","Bo"],"when":"2024-01-02T03:04:05","embedding":[1,0,0]}
{"id":2,"title":"Vision for 3D models","a \"b\".c":"it's","kind":1,"score":null,"authors":[],"when":null,"embedding":[0.8,0.6,0]}
{"id":3,"title":"Reward, reward, reward","a \"b\".c":null,"kind":1,"score":2.5,"authors":["Bo"],"when":"2024-01-02T03:04:06","embedding":null}
{"id":4,"title":"Élan vital","a \"b\".c":"x","kind":0,"score":-1,"authors":null,"when":"1999-12-31T23:59:59","embedding":[0,0,0]}
{"id":5,"title":null,"a \"b\".c":"<script>","kind":null,"score":3,"authors":["Cy"],"when":"2024-06-01T00:00:00","embedding":[0,1,0]}
)";

}  // namespace

boost::json::value TestReply::json() const {
  const Result<boost::json::value> value = parse_json(body);
  EXPECT_TRUE(value) << body.substr(0, 200);
  return value ? *value : boost::json::value();
}

std::string TestReply::error() const {
  return std::string(string_member(json(), "error").value_or("(none)"));
}

void LibraryFixture::SetUp() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  directory_ = fs::path(::testing::TempDir()) /
               (std::string("vitrine_") + test->test_suite_name() + "_" + test->name());
  fs::remove_all(directory_);
  fs::create_directories(directory_);
  open_anew();
}

void LibraryFixture::open_anew() {
  Result<store::Library> library = store::Library::open(home());
  ASSERT_TRUE(library) << library.error().message();
  engine_ = std::make_unique<engine::Engine>(*library);
  maps_ = std::make_unique<jobs::MapJobs>(2);
  context_ = std::make_unique<Context>(Context{*engine_, *maps_, metrics_, "1.2.3"});
  router_ = std::make_unique<http::Router>();
  add_routes(*router_, *context_);
}

void LibraryFixture::TearDown() {
  router_.reset();
  fs::remove_all(directory_);
}

void LibraryFixture::import(const std::string& id,
                            const std::vector<std::pair<std::string, std::string>>& files) {
  const fs::path folder = directory_ / "source";
  fs::remove_all(folder);
  for (const auto& [name, content] : files) {
    fs::create_directories((folder / name).parent_path());
    ASSERT_TRUE(write_file_atomic(folder / name, content));
  }
  const std::string arguments[] = {folder.string()};
  const Result<source::Source> source = source::resolve_source(arguments, {.dataset_name = id});
  ASSERT_TRUE(source) << source.error().message();
  const Result<ingest::ImportOutcome> outcome =
      ingest::import_source(engine_->library(), *source, {.threads = 2}, nullptr, {});
  ASSERT_TRUE(outcome) << outcome.error().message();
}

void LibraryFixture::import_papers() {
  import("local/papers", {{"README.md", std::string(kCard)}, {"train.jsonl", std::string(kRows)}});
}

fs::path LibraryFixture::snapshot_directory(const std::string& id) const {
  const Result<std::shared_ptr<const engine::OpenDataset>> dataset =
      engine_->open(engine::Caller::owner(), *store::DatasetName::parse(id));
  EXPECT_TRUE(dataset);
  return dataset ? (*dataset)->snapshot().directory() : fs::path();
}

TestReply LibraryFixture::get(std::string_view target, const http::Headers& headers) {
  return send(http::Method::kGet, target, "", headers);
}

TestReply LibraryFixture::send(http::Method method, std::string_view target, std::string body,
                               const http::Headers& headers, std::string peer) {
  http::Request request;
  request.method = method;
  request.body = std::move(body);
  request.peer = std::move(peer);
  request.rights = rights_;
  request.target = target;
  Result<http::Target> parsed = http::parse_target(target);
  EXPECT_TRUE(parsed) << target;
  if (!parsed) return {};
  request.segments = std::move(parsed->segments);
  request.query = std::move(parsed->query);
  request.headers = headers;
  if (!request.headers.has("Host")) request.headers.add("Host", "vitrine.test");
  http::Response response = router_->answer(router_->match(method, request.segments), request);
  TestReply reply{response.status, response.headers, {}, response.detail};
  if (const auto* text = std::get_if<std::string>(&response.body)) reply.body = *text;
  if (const auto* shared = std::get_if<http::SharedBytes>(&response.body))
    reply.body = shared->bytes;
  if (const auto* producer = std::get_if<http::ChunkProducer>(&response.body)) {
    Result<bool> more = true;
    while (more && *more) more = (*producer)(reply.body);
    EXPECT_TRUE(more) << more.error().message();
  }
  return reply;
}

std::string url_encode(std::string_view text) {
  return source::percent_encode(text, false);
}

}  // namespace vitrine::api
