#include "server/listeners.h"

#include <deque>

#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

class ListenersTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import("local/papers", {{"a.csv", "title\none\n"}});
  }
  std::optional<http::Response> open(const std::string& who) {
    const boost::json::value params = *parse_json(
        R"({"notifications":{"resourceSubscriptions":["vitrine://datasets/local/papers/card"]}})");
    engine::Caller caller;
    caller.who = who;
    auto subscription = mcp::Subscription::read(*engine_, caller, "1", params);
    EXPECT_TRUE(subscription);
    return listeners_.open(*engine_, caller, *std::move(subscription), stop_.get_token());
  }
  /// What the stream says next; the second of the pair is whether it goes on.
  static std::pair<std::string, bool> next(http::Response& stream) {
    std::string out;
    const Result<bool> more = std::get<http::ChunkProducer>(stream.body)(out);
    EXPECT_TRUE(more);
    return {out, more && *more};
  }

  Listeners listeners_;
  std::stop_source stop_;
};

TEST_F(ListenersTest, AStreamBeginsTellsAndEnds) {
  std::optional<http::Response> stream = open("ana");
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->headers.get("Content-Type"), "text/event-stream");
  EXPECT_EQ(stream->headers.get("X-Accel-Buffering"), "no");
  const std::string begun = next(*stream).first;
  EXPECT_TRUE(begun.starts_with("event: message\ndata: {")) << begun;
  EXPECT_TRUE(begun.find("acknowledged") != std::string::npos) << begun;
  EXPECT_EQ(next(*stream), std::pair(std::string(), true));
  import("local/papers", {{"a.csv", "title\ntwo\n"}});
  EXPECT_TRUE(next(*stream).first.find("resources/updated") != std::string::npos);
  stop_.request_stop();
  const auto [last, more] = next(*stream);
  EXPECT_TRUE(last.find(R"("resultType":"complete")") != std::string::npos) << last;
  EXPECT_FALSE(more);
}

TEST_F(ListenersTest, TakeNoMoreThanTheirLimits) {
  std::deque<http::Response> open_streams;
  const auto fill = [&](const std::string& who) {
    std::size_t count = 0;
    for (; auto stream = open(who); ++count) open_streams.push_back(*std::move(stream));
    return count;
  };
  EXPECT_EQ(fill("ana"), Listeners::kMostOfOne);
  EXPECT_EQ(fill("ben"), Listeners::kMostOfOne) << "one takes nothing from another";
  for (const char* who : {"c", "d", "e"}) fill(who);
  EXPECT_EQ(open_streams.size(), Listeners::kMost);
  open_streams.pop_front();
  EXPECT_FALSE(open("ben"));
  EXPECT_TRUE(open("ana")) << "who ends one may open another";
}

}  // namespace
}  // namespace vitrine::server
